package main

import (
	"net/netip"
	"testing"
)

func TestKnock(t *testing.T) {
	for _, family := range []struct {
		from, target string
		read         func([]byte) (answer, bool)
		unreachable  []byte
		elsewhere    byte
	}{
		{"172.30.0.9", "172.30.2.1", readAnswer4, []byte{3, 3}, 1},
		{"fd00::9", "fd00::8000:0:0:1", readAnswer6, []byte{1, 4}, 3},
	} {
		from, target := netip.MustParseAddr(family.from), netip.AddrPortFrom(netip.MustParseAddr(family.target), 80)
		to := netip.AddrPortFrom(from, firstKnockPort+7)
		frame := tcpFrame(etherHeaderOf(node1, self, from), to, target, 7, flagSYN)
		headers := len(frame) - 20
		pseudo := append(append(from.AsSlice(), target.Addr().AsSlice()...), 0, tcp, 0, 20)
		if sum := checksum(append(pseudo, frame[headers:]...)); sum != 0 {
			t.Errorf("the checksum of %s is off by %x", target, sum)
		}
		if from.Is4() && checksum(frame[14:headers]) != 0 {
			t.Errorf("the checksum of the header is off by %x", checksum(frame[14:headers]))
		}
		from80 := func(target netip.AddrPort, port uint16, flags byte) []byte {
			return tcpFrame(etherHeaderOf(self, node1, from), target, netip.AddrPortFrom(from, port), 9, flags)
		}
		got, ok := family.read(from80(target, to.Port(), flagSYN|0x10))
		if !ok || got.target != target || got.port != to.Port() || got.refused {
			t.Errorf("an answer was read as %+v", got)
		}
		if got, ok := family.read(from80(target, to.Port(), flagRST)); !ok || got.target != target || !got.refused {
			t.Errorf("a reset was read as %+v", got)
		}
		if _, ok := family.read(from80(target, 40000, flagSYN)); ok {
			t.Error("somebody else's connection was taken for a knock")
		}
		message := tcpFrame(etherHeaderOf(self, node1, from), target, to, 0, 0)[:headers]
		if from.Is4() {
			message[23] = icmpv4
		} else {
			message[20] = icmpv6
		}
		refusal := append(append(append(message, family.unreachable...), 0, 0, 0, 0, 0, 0), frame[14:]...)
		if got, ok := family.read(refusal); !ok || got.target != target || got.port != to.Port() || !got.refused {
			t.Errorf("a refusal was read as %+v", got)
		}
		refusal[headers+1] = family.elsewhere // the host, not the port: sent astray
		if _, ok := family.read(refusal); ok {
			t.Error("a node that does not know the way was taken for one that refuses")
		}
		for length := range refusal {
			family.read(refusal[:length]) // whatever comes in, nothing breaks
		}
	}
}

func TestKnocks(t *testing.T) {
	knocks := newKnocks()
	target := netip.MustParseAddrPort("172.30.2.1:80")
	seen := map[uint16]bool{}
	for range knockPorts {
		seen[knocks.port()] = true
	}
	if len(seen) != knockPorts {
		t.Errorf("%d ports are used twice", knockPorts-len(seen))
	}
	answers := knocks.listen(target)
	knocks.heard(answer{target: netip.MustParseAddrPort("172.30.2.1:81")})
	knocks.heard(answer{target: target, number: 1})
	knocks.heard(answer{target: target, number: 2}) // of a later knock: nobody is held up by it
	if got := <-answers; got.number != 1 {
		t.Errorf("heard %+v", got)
	}
	knocks.forget(target, answers)
	knocks.heard(answer{target: target})
	if len(answers) != 0 || len(knocks.waiting) != 0 {
		t.Error("somebody who has gone was told")
	}
}
