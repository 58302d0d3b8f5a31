package main

import (
	"net/netip"
	"testing"
)

var self, node1, asker = mac{2, 0, 0, 0, 0, 1}, mac{2, 0, 0, 0, 0, 2}, mac{2, 0, 0, 0, 0, 3}

func TestARP(t *testing.T) {
	target, from := netip.MustParseAddr("172.30.2.1"), netip.MustParseAddr("172.30.0.1")
	request := arpFrame(etherHeader(everybody, asker, etherTypeARP), 1, asker, from, mac{}, target)
	q, ok := readARP(request)
	if !ok || q != (question{target, asker, from}) {
		t.Fatalf("read %+v", q)
	}
	if _, ok := readARP(arpAnswer(q, node1, self)); ok {
		t.Error("an answer was taken for a question")
	}
	if _, ok := readARP(request[:30]); ok {
		t.Error("half a frame was taken for a question")
	}
	announcement, _ := readARP(arpAnnouncement(target, node1, self))
	if announcement != (question{target, node1, target}) {
		t.Errorf("announced %+v", announcement)
	}
}

func TestAdvertisement(t *testing.T) {
	target, from := netip.MustParseAddr("fd00::8000:0:0:1"), netip.MustParseAddr("fd00::1")
	frame := advertisementAnswer(question{target, asker, from}, node1, self)
	body := frame[54:]
	pseudo := append(append(frame[22:54:54], 0, 0, 0, byte(len(body)), 0, 0, 0, icmpv6), body...)
	if sum := checksum(pseudo); sum != 0 {
		t.Errorf("the checksum is off by %x", sum)
	}
	if len(body) != 32 || body[4] != 0x60 || mac(body[26:32]) != node1 || mac(frame[:6]) != asker || mac(frame[6:12]) != self {
		t.Errorf("wrote %x", frame)
	}
	// The same as a solicitation, which differs in its type alone.
	frame[54] = neighborSolicitation
	if q, ok := readSolicitation(frame); !ok || q.target != target || q.askerIP != target {
		t.Errorf("read %+v", q)
	}
}
