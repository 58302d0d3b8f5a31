package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

const (
	// How long the rules of a node are waited for at the most. Who asks for an address is told that nobody has it after three seconds.
	rulesTimeout = 2500 * time.Millisecond
	knockEvery   = 50 * time.Millisecond
	// Above the ports that the kernel gives to connections.
	firstKnockPort, knockPorts = 61000, 4500
)

// knocks are those that wait for an answer.
type knocks struct {
	mutex   sync.Mutex
	next    uint16
	waiting map[netip.AddrPort]chan answer
}

// answer of a target to a knock: a connection, to be reset, or a refusal.
type answer struct {
	target  netip.AddrPort
	port    uint16
	number  uint32
	refused bool
}

func newKnocks() *knocks {
	// Elsewhere in each run: a node may remember the knocks of the last.
	return &knocks{next: uint16(rand.IntN(knockPorts)), waiting: map[netip.AddrPort]chan answer{}}
}

// port is another one for each knock: a node remembers what it did with the first packet of a connection.
func (k *knocks) port() uint16 {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.next = (k.next + 1) % knockPorts
	return firstKnockPort + k.next
}

func (k *knocks) listen(target netip.AddrPort) chan answer {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	answers := make(chan answer, 1)
	k.waiting[target] = answers
	return answers
}

func (k *knocks) forget(target netip.AddrPort, answers chan answer) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.waiting[target] == answers {
		delete(k.waiting, target)
	}
}

func (k *knocks) heard(a answer) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	select {
	case k.waiting[a.target] <- a:
	default:
	}
}

// awaitRules returns when a node takes connections to an address of a Service, or refuses them. Before its kube-proxy has seen the Service's
// status it sends them astray, and goes on doing so for a connection that was begun then: so nobody may be led to it. A Service that lets
// only others in is not heard of; its address is told after rulesTimeout.
func (a *announcer) awaitRules(ctx context.Context, node mac, target netip.AddrPort) {
	ctx, cancel := context.WithTimeout(ctx, rulesTimeout)
	defer cancel()
	from, ok := a.own(target.Addr())
	if !ok {
		fmt.Printf("%s is told without a look at its node: this container has no address of that family\n", target.Addr())
		return
	}
	answers := a.knocks.listen(target)
	defer a.knocks.forget(target, answers)
	ticker := time.NewTicker(knockEvery)
	defer ticker.Stop()
	for {
		a.send(a.arp, tcpFrame(etherHeaderOf(node, a.self, from), netip.AddrPortFrom(from, a.knocks.port()), target, 0, flagSYN))
		select {
		case <-ctx.Done():
			return
		case heard := <-answers:
			if !heard.refused {
				a.send(a.arp, tcpFrame(etherHeaderOf(node, a.self, from), netip.AddrPortFrom(from, heard.port), target, heard.number, flagRST))
			}
			return
		case <-ticker.C:
		}
	}
}

// onlyAnswers keeps all other traffic of the container from waking this program: what comes to ports of knocks, and ICMP, where `next` is
// the place of the protocol's number and `ports` that of the ports.
func onlyAnswers(next, ports uint32, icmp uint32) []syscall.SockFilter {
	return []syscall.SockFilter{
		*syscall.LsfStmt(syscall.BPF_LD|syscall.BPF_B|syscall.BPF_ABS, int(next)),
		*syscall.LsfJump(syscall.BPF_JMP|syscall.BPF_JEQ|syscall.BPF_K, int(icmp), 3, 0),
		*syscall.LsfJump(syscall.BPF_JMP|syscall.BPF_JEQ|syscall.BPF_K, tcp, 0, 3),
		*syscall.LsfStmt(syscall.BPF_LD|syscall.BPF_H|syscall.BPF_ABS, int(ports)+2),
		*syscall.LsfJump(syscall.BPF_JMP|syscall.BPF_JGE|syscall.BPF_K, firstKnockPort, 0, 1),
		*syscall.LsfStmt(syscall.BPF_RET|syscall.BPF_K, 0xffff),
		*syscall.LsfStmt(syscall.BPF_RET|syscall.BPF_K, 0),
	}
}

// readAnswer4 reads a frame: a segment for a port of knocks, or an ICMP message that a port cannot be reached.
func readAnswer4(frame []byte) (answer, bool) {
	const header, source, icmpHeader, destination = 14, 26, 8, 16
	if len(frame) < header+20 {
		return answer{}, false
	}
	content := frame[header+int(frame[header]&0xf)*4:]
	if frame[23] == tcp {
		return readSegment(content, netip.AddrFrom4([4]byte(frame[source:])))
	}
	// The packet that the message is about has no options, for it is one of ours.
	about := icmpHeader + 20
	const unreachable, port = 3, 3
	if len(content) < about+4 || content[0] != unreachable || content[1] != port {
		return answer{}, false
	}
	return readRefused(content[about:], netip.AddrFrom4([4]byte(content[icmpHeader+destination:])))
}

func readAnswer6(frame []byte) (answer, bool) {
	const header, source, icmpHeader, destination = 14, 22, 8, 24
	if len(frame) < header+40 {
		return answer{}, false
	}
	content := frame[header+40:]
	if frame[20] == tcp {
		return readSegment(content, netip.AddrFrom16([16]byte(frame[source:])))
	}
	about := icmpHeader + 40
	const unreachable, port = 1, 4
	if len(content) < about+4 || content[0] != unreachable || content[1] != port {
		return answer{}, false
	}
	return readRefused(content[about:], netip.AddrFrom16([16]byte(content[icmpHeader+destination:])))
}

func readSegment(segment []byte, sender netip.Addr) (answer, bool) {
	if len(segment) < 20 {
		return answer{}, false
	}
	heard := answer{
		target:  netip.AddrPortFrom(sender, binary.BigEndian.Uint16(segment)),
		port:    binary.BigEndian.Uint16(segment[2:]),
		number:  binary.BigEndian.Uint32(segment[8:]),
		refused: segment[13]&flagRST != 0,
	}
	return heard, heard.port >= firstKnockPort && segment[13]&(flagSYN|flagRST) != 0
}

// readRefused reads the ports of a packet of ours that was refused.
func readRefused(ports []byte, target netip.Addr) (answer, bool) {
	from := binary.BigEndian.Uint16(ports)
	return answer{target: netip.AddrPortFrom(target, binary.BigEndian.Uint16(ports[2:])), port: from, refused: true}, from >= firstKnockPort
}

// own is this container's address of the same family.
func (a *announcer) own(like netip.Addr) (netip.Addr, bool) {
	link, err := net.InterfaceByIndex(a.link)
	if err != nil {
		return netip.Addr{}, false
	}
	addresses, err := link.Addrs()
	if err != nil {
		return netip.Addr{}, false
	}
	for _, entry := range addresses {
		prefix, err := netip.ParsePrefix(entry.String())
		if address := prefix.Addr(); err == nil && address.Is4() == like.Is4() && !address.IsLinkLocalUnicast() {
			return address, true
		}
	}
	return netip.Addr{}, false
}
