package main

import (
	"encoding/binary"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

// announcer answers, on the cluster's network, who asks where an address is: at the card of the node that it leads to. No node has the
// address on a card; its kube-proxy takes what comes in for it. So there is nothing to clean up on nodes, ever.
type announcer struct {
	arp, ndp           int
	answers4, answers6 int
	link               int
	self               mac
	knocks             *knocks
	mutex              sync.Mutex
	places             map[netip.Addr]mac
}

func newAnnouncer(linkName string) (*announcer, error) {
	link, err := net.InterfaceByName(linkName)
	if err != nil {
		return nil, err
	}
	a := &announcer{link: link.Index, self: mac(link.HardwareAddr), knocks: newKnocks(), places: map[netip.Addr]mac{}}
	if a.arp, err = openPackets(link.Index, etherTypeARP, nil); err != nil {
		return nil, err
	}
	if a.ndp, err = openPackets(link.Index, etherTypeIPv6, onlySolicitations); err != nil {
		return nil, err
	}
	if a.answers4, err = openPackets(link.Index, etherTypeIPv4, onlyAnswers(23, 34, icmpv4)); err != nil {
		return nil, err
	}
	a.answers6, err = openPackets(link.Index, etherTypeIPv6, onlyAnswers(20, 54, icmpv6))
	return a, err
}

// onlySolicitations keeps the rest of IPv6 from waking this program.
var onlySolicitations = []syscall.SockFilter{
	*syscall.LsfStmt(syscall.BPF_LD|syscall.BPF_B|syscall.BPF_ABS, 20),
	*syscall.LsfJump(syscall.BPF_JMP|syscall.BPF_JEQ|syscall.BPF_K, icmpv6, 0, 3),
	*syscall.LsfStmt(syscall.BPF_LD|syscall.BPF_B|syscall.BPF_ABS, 54),
	*syscall.LsfJump(syscall.BPF_JMP|syscall.BPF_JEQ|syscall.BPF_K, neighborSolicitation, 0, 1),
	*syscall.LsfStmt(syscall.BPF_RET|syscall.BPF_K, 0xffff),
	*syscall.LsfStmt(syscall.BPF_RET|syscall.BPF_K, 0),
}

func openPackets(link int, kind uint16, filter []syscall.SockFilter) (int, error) {
	// Protocol 0 until the filter is there: nothing comes in before it is bound.
	fd, err := syscall.Socket(syscall.AF_PACKET, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	if filter != nil {
		if err := syscall.AttachLsf(fd, filter); err != nil {
			return 0, err
		}
	}
	return fd, syscall.Bind(fd, &syscall.SockaddrLinklayer{Protocol: networkOrder(kind), Ifindex: link})
}

func networkOrder(value uint16) uint16 {
	return binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, value))
}

func (a *announcer) serve() {
	go a.answer(a.arp, readARP, arpAnswer)
	go a.answer(a.ndp, readSolicitation, advertisementAnswer)
	go receive(a.answers4, readAnswer4, a.knocks.heard)
	go receive(a.answers6, readAnswer6, a.knocks.heard)
}

// receive hands over what comes to a socket and can be read, for ever.
func receive[T any](fd int, read func([]byte) (T, bool), take func(T)) {
	frame := make([]byte, 2048)
	for {
		length, _, err := syscall.Recvfrom(fd, frame, 0)
		if err != nil {
			if err != syscall.EINTR {
				time.Sleep(time.Second) // the card is down, as while the engine restarts
			}
			continue
		}
		if got, ok := read(frame[:length]); ok {
			take(got)
		}
	}
}

func (a *announcer) answer(fd int, read func([]byte) (question, bool), write func(question, mac, mac) []byte) {
	receive(fd, read, func(q question) {
		a.mutex.Lock()
		node, has := a.places[q.target]
		a.mutex.Unlock()
		// A node that asks for an address of its own has a packet that no Service takes: it is told of nothing, so that it says so.
		if has && node != q.asker {
			a.send(fd, write(q, node, a.self))
		}
	})
}

func (a *announcer) send(fd int, frame []byte) {
	_ = syscall.Sendto(fd, frame, 0, &syscall.SockaddrLinklayer{Ifindex: a.link, Halen: 6, Protocol: networkOrder(etherTypeARP)})
}

// set changes where addresses are, and tells everybody of those that are elsewhere now, more than once, for a frame may get lost.
func (a *announcer) set(places map[netip.Addr]mac) {
	a.mutex.Lock()
	moved := map[netip.Addr]mac{}
	for address, node := range places {
		if a.places[address] != node {
			moved[address] = node
		}
	}
	a.places = places
	a.mutex.Unlock()
	if len(moved) == 0 {
		return
	}
	a.announce(moved)
	go func() {
		for _, pause := range []time.Duration{200 * time.Millisecond, time.Second, 3 * time.Second} {
			time.Sleep(pause)
			a.mutex.Lock()
			for address, node := range moved {
				if a.places[address] != node {
					delete(moved, address)
				}
			}
			a.mutex.Unlock()
			a.announce(moved)
		}
	}()
}

func (a *announcer) announce(places map[netip.Addr]mac) {
	for address, node := range places {
		if address.Is4() {
			a.send(a.arp, arpAnnouncement(address, node, a.self))
		} else {
			a.send(a.ndp, advertisementToAll(address, node, a.self))
		}
	}
}
