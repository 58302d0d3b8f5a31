package main

import (
	"encoding/binary"
	"net/netip"
)

const (
	etherTypeIPv4 = 0x0800
	icmpv4        = 1
	tcp           = 6
	flagSYN       = 0x02
	flagRST       = 0x04
)

// etherHeaderOf is for a packet of the family of an address.
func etherHeaderOf(to, from mac, address netip.Addr) []byte {
	if address.Is4() {
		return etherHeader(to, from, etherTypeIPv4)
	}
	return etherHeader(to, from, etherTypeIPv6)
}

// tcpFrame adds the headers of IP and TCP to an Ethernet header; there is nothing in the segment but these.
func tcpFrame(frame []byte, from, to netip.AddrPort, sequence uint32, flags byte) []byte {
	segment := binary.BigEndian.AppendUint16(nil, from.Port())
	segment = binary.BigEndian.AppendUint16(segment, to.Port())
	segment = binary.BigEndian.AppendUint32(segment, sequence)
	const words, window = 5, 1024
	segment = append(segment, 0, 0, 0, 0, words<<4, flags, window>>8, window&0xff, 0, 0, 0, 0)
	pseudo := append(append(from.Addr().AsSlice(), to.Addr().AsSlice()...), 0, tcp, 0, byte(len(segment)))
	binary.BigEndian.PutUint16(segment[16:], checksum(append(pseudo, segment...)))
	return append(append(frame, ipHeader(from.Addr(), to.Addr(), len(segment))...), segment...)
}

func ipHeader(from, to netip.Addr, length int) []byte {
	const hops = 64
	if !from.Is4() {
		header := []byte{0x60, 0, 0, 0, 0, byte(length), tcp, hops}
		return append(append(header, from.AsSlice()...), to.AsSlice()...)
	}
	const ownLength = 20
	header := []byte{0x45, 0, 0, byte(ownLength + length), 0, 0, 0x40, 0, hops, tcp, 0, 0}
	header = append(append(header, from.AsSlice()...), to.AsSlice()...)
	binary.BigEndian.PutUint16(header[10:], checksum(header))
	return header
}
