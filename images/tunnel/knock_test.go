package main

import (
	"encoding/binary"
	"net/netip"
	"testing"
)

func TestKnock(t *testing.T) {
	for _, pair := range [][2]string{{"172.30.0.9", "172.30.2.1"}, {"fd00::9", "fd00::8000:0:0:1"}} {
		from, target := netip.MustParseAddr(pair[0]), netip.AddrPortFrom(netip.MustParseAddr(pair[1]), 80)
		to := netip.AddrPortFrom(from, firstKnockPort)
		frame := tcpFrame(etherHeaderOf(node1, self, from), to, target, 7, flagSYN)
		headers := len(frame) - 20
		segment := frame[headers:]
		pseudo := append(append(from.AsSlice(), target.Addr().AsSlice()...), 0, tcp, 0, 20)
		if sum := checksum(append(pseudo, segment...)); sum != 0 {
			t.Errorf("the checksum of %s is off by %x", target, sum)
		}
		if from.Is4() && checksum(frame[14:headers]) != 0 {
			t.Errorf("the checksum of the header is off by %x", checksum(frame[14:headers]))
		}
		answer := func(flags byte) []byte {
			return tcpFrame(nil, target, to, 1, flags)[headers-14:]
		}
		if got, ok := readKnock(answer(flagSYN|0x10), target.Addr(), target); !ok || binary.BigEndian.Uint16(got[2:]) != firstKnockPort {
			t.Errorf("an answer was read as %x", got)
		}
		if got, ok := readKnock(answer(flagRST), target.Addr(), target); !ok || got != nil {
			t.Errorf("a reset was read as %x", got)
		}
		if _, ok := readKnock(answer(flagSYN), from, target); ok {
			t.Error("somebody else was heard")
		}
		refusal := append([]byte{3, 3, 0, 0, 0, 0, 0, 0}, frame[14:]...)
		if !from.Is4() {
			refusal[0], refusal[1] = 1, 4
		}
		if got, ok := readKnock(refusal, from, target); !ok || got != nil {
			t.Errorf("a refusal was read as %x", got)
		}
		refusal[1] = 1 // the host, not the port: sent astray
		if _, ok := readKnock(refusal, from, target); ok {
			t.Error("a node that does not know the way was taken for one that refuses")
		}
	}
}
