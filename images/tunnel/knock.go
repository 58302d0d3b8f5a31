package main

import (
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"time"
)

const (
	// How long the rules of a node are waited for at the most. Who asks for an address is told that nobody has it after three seconds.
	rulesTimeout = 2500 * time.Millisecond
	knockEvery   = 50 * time.Millisecond
	// Above the ports that the kernel gives to connections.
	firstKnockPort = 61000
)

// awaitRules returns when a node takes connections to an address of a Service, or refuses them. Before its kube-proxy has seen the Service's
// status it sends them astray, and goes on doing so for a connection that was begun then: so nobody may be led to it. A Service that lets
// only others in is not heard of; its address is told after rulesTimeout.
func (a *announcer) awaitRules(ctx context.Context, node mac, target netip.AddrPort) {
	ctx, cancel := context.WithTimeout(ctx, rulesTimeout)
	defer cancel()
	from, ok := a.own(target.Addr())
	if !ok {
		return
	}
	answers := make(chan []byte, 1)
	for _, protocol := range rawProtocols(target.Addr()) {
		packets, err := net.ListenIP(protocol, &net.IPAddr{IP: from.AsSlice()})
		if err != nil {
			return
		}
		defer packets.Close()
		go readAnswers(ctx, packets, target, answers)
	}
	ticker := time.NewTicker(knockEvery)
	defer ticker.Stop()
	// A port for each knock: a node remembers what it did with the first packet of a connection.
	for port := uint16(firstKnockPort); ; port++ {
		a.send(a.arp, tcpFrame(etherHeaderOf(node, a.self, from), netip.AddrPortFrom(from, port), target, 0, flagSYN))
		select {
		case <-ctx.Done():
			return
		case segment := <-answers:
			if segment != nil {
				to := netip.AddrPortFrom(from, binary.BigEndian.Uint16(segment[2:]))
				a.send(a.arp, tcpFrame(etherHeaderOf(node, a.self, from), to, target, binary.BigEndian.Uint32(segment[8:]), flagRST))
			}
			return
		case <-ticker.C:
		}
	}
}

// rawProtocols: what a connection is answered with, and what it is refused with.
func rawProtocols(target netip.Addr) []string {
	if target.Is4() {
		return []string{"ip4:tcp", "ip4:icmp"}
	}
	return []string{"ip6:tcp", "ip6:ipv6-icmp"}
}

// readAnswers gives the segment that answers a knock, or nil for a refusal.
func readAnswers(ctx context.Context, packets *net.IPConn, target netip.AddrPort, answers chan<- []byte) {
	stop := context.AfterFunc(ctx, func() { _ = packets.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	buffer := make([]byte, 2048)
	for {
		length, sender, err := packets.ReadFromIP(buffer)
		if err != nil {
			return
		}
		address, _ := netip.AddrFromSlice(sender.IP)
		segment, ok := readKnock(buffer[:length], address.Unmap(), target)
		if !ok {
			continue
		}
		select {
		case answers <- segment:
		default:
		}
	}
}

// readKnock looks whether a packet's content answers a knock: a segment of the target's port, or an ICMP message about a packet to the target.
func readKnock(content []byte, sender netip.Addr, target netip.AddrPort) (segment []byte, ok bool) {
	if sender == target.Addr() && len(content) >= 20 && binary.BigEndian.Uint16(content) == target.Port() &&
		binary.BigEndian.Uint16(content[2:]) >= firstKnockPort {
		if content[13]&flagRST != 0 {
			return nil, true
		}
		return content[:20:20], content[13]&flagSYN != 0
	}
	destination := 24 // of the packet that the message is about: 8 of ICMP, and 16 into its header
	if !target.Addr().Is4() {
		destination = 32
	}
	const unreachable4, unreachable6, port4, port6 = 3, 1, 3, 4
	wide := target.Addr().AsSlice()
	if len(content) < destination+len(wide) || string(content[destination:destination+len(wide)]) != string(wide) {
		return nil, false
	}
	if target.Addr().Is4() {
		return nil, content[0] == unreachable4 && content[1] == port4
	}
	return nil, content[0] == unreachable6 && content[1] == port6
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
