package main

import (
	"bytes"
	"encoding/binary"
	"net/netip"
)

// mac is the address of a network card.
type mac [6]byte

var everybody = mac{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

const (
	etherTypeARP  = 0x0806
	etherTypeIPv6 = 0x86dd
)

// question is somebody who wants to know where an address is.
type question struct {
	target netip.Addr
	// Who asks.
	asker   mac
	askerIP netip.Addr
}

func etherHeader(to, from mac, kind uint16) []byte {
	frame := append(append(make([]byte, 0, 96), to[:]...), from[:]...)
	return binary.BigEndian.AppendUint16(frame, kind)
}

// readARP gives the question of an ARP request.
func readARP(frame []byte) (question, bool) {
	if len(frame) < 42 || !bytes.Equal(frame[14:22], []byte{0, 1, 8, 0, 6, 4, 0, 1}) {
		return question{}, false
	}
	return question{
		target:  netip.AddrFrom4([4]byte(frame[38:42])),
		asker:   mac(frame[22:28]),
		askerIP: netip.AddrFrom4([4]byte(frame[28:32])),
	}, true
}

// arpAnswer says in the name of a node that it has the address.
func arpAnswer(q question, node, self mac) []byte {
	return arpFrame(etherHeader(q.asker, self, etherTypeARP), 2, node, q.target, q.asker, q.askerIP)
}

// arpAnnouncement makes everybody who knows the address forget where it was.
func arpAnnouncement(address netip.Addr, node, self mac) []byte {
	return arpFrame(etherHeader(everybody, self, etherTypeARP), 1, node, address, mac{}, address)
}

func arpFrame(frame []byte, operation uint16, sender mac, senderIP netip.Addr, target mac, targetIP netip.Addr) []byte {
	frame = append(frame, 0, 1, 8, 0, 6, 4)
	frame = binary.BigEndian.AppendUint16(frame, operation)
	frame = append(append(frame, sender[:]...), senderIP.AsSlice()...)
	return append(append(frame, target[:]...), targetIP.AsSlice()...)
}

const (
	icmpv6                = 58
	neighborSolicitation  = 135
	neighborAdvertisement = 136
)

// readSolicitation gives the question of a neighbour solicitation of IPv6.
func readSolicitation(frame []byte) (question, bool) {
	if len(frame) < 78 || frame[20] != icmpv6 || frame[54] != neighborSolicitation || frame[21] != 255 {
		return question{}, false
	}
	return question{
		target:  netip.AddrFrom16([16]byte(frame[62:78])),
		asker:   mac(frame[6:12]),
		askerIP: netip.AddrFrom16([16]byte(frame[22:38])),
	}, true
}

var allNodes = netip.MustParseAddr("ff02::1")

func advertisementAnswer(q question, node, self mac) []byte {
	if q.askerIP.IsUnspecified() { // somebody who looks whether the address is free
		return advertisement(mac{0x33, 0x33, 0, 0, 0, 1}, allNodes, q.target, node, self, 0x20)
	}
	return advertisement(q.asker, q.askerIP, q.target, node, self, 0x60)
}

func advertisementToAll(address netip.Addr, node, self mac) []byte {
	return advertisement(mac{0x33, 0x33, 0, 0, 0, 1}, allNodes, address, node, self, 0x20)
}

// advertisement has the flags "solicited" (0x40) and "override" (0x20).
func advertisement(to mac, toIP, address netip.Addr, node, self mac, flags byte) []byte {
	body := append([]byte{neighborAdvertisement, 0, 0, 0, flags, 0, 0, 0}, address.AsSlice()...)
	body = append(append(body, 2, 1), node[:]...)
	pseudo := append(append(address.AsSlice(), toIP.AsSlice()...), 0, 0, 0, byte(len(body)), 0, 0, 0, icmpv6)
	binary.BigEndian.PutUint16(body[2:], checksum(append(pseudo, body...)))
	frame := append(etherHeader(to, self, etherTypeIPv6), 0x60, 0, 0, 0, 0, byte(len(body)), icmpv6, 255)
	frame = append(append(frame, address.AsSlice()...), toIP.AsSlice()...)
	return append(frame, body...)
}

func checksum(data []byte) uint16 {
	sum := uint32(0)
	for i := 0; i+1 < len(data); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(data[i:]))
	}
	if len(data)%2 == 1 {
		sum += uint32(data[len(data)-1]) << 8
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}
