package main

import (
	"net/netip"
	"testing"
)

func TestHolds(t *testing.T) {
	address := netip.MustParseAddr("172.30.2.1")
	planned := claim{address: address, owner: "a", port: 80, card: node1, ours: true}
	published := planned
	published.published = true
	isTold := func(h holds) bool { return len(h.told(map[netip.Addr]mac{address: node1})) == 1 }

	t.Run("nobody is led to an address before its node takes connections", func(t *testing.T) {
		h := holds{}
		if h.claim(planned) != nil || isTold(h) {
			t.Error("an address was told before it was published")
		}
		w := h.claim(published)
		if w == nil || w.target != netip.AddrPortFrom(address, 80) || w.card != node1 || isTold(h) {
			t.Fatalf("waits for %+v", w)
		}
		if h.claim(published) != nil {
			t.Error("it is waited for twice")
		}
		if !h.finish(w) || !isTold(h) || h.claim(published) != nil {
			t.Error("it is not told at the end")
		}
	})

	t.Run("an address that goes to another Service is held back again, and the wait for the first does not end that", func(t *testing.T) {
		h, other := holds{}, planned
		other.owner = "b"
		h.claim(planned)
		w, ended := h.claim(published), false
		w.cancel = func() { ended = true }
		h.claim(other)
		if !ended || h.finish(w) || isTold(h) {
			t.Error("it is told to those who ask for the second")
		}
		other.published = true
		second := h.claim(other)
		if second == nil || h.finish(w) || !h.finish(second) || !isTold(h) {
			t.Error("the second is never told")
		}
		other.owner, other.published = "c", false
		if h.claim(other); isTold(h) {
			t.Error("one that was told stays told")
		}
	})

	t.Run("a node or a port that changes meanwhile is waited for anew", func(t *testing.T) {
		h, moved := holds{}, published
		h.claim(planned)
		w := h.claim(published)
		moved.card = asker
		second := h.claim(moved)
		moved.port = 81
		third := h.claim(moved)
		if second == nil || second.card != asker || third == nil || third.target.Port() != 81 || h.finish(w) || h.finish(second) || !h.finish(third) {
			t.Error("the wrong wait counts")
		}
	})

	t.Run("an address without a node waits for one", func(t *testing.T) {
		h, nowhere := holds{}, published
		h.claim(planned)
		nowhere.card = mac{}
		if h.claim(nowhere) != nil || h.claim(published) == nil {
			t.Error("it is not waited for once there is a node")
		}
	})

	t.Run("told at once is what was published before this run, has no port of TCP, or is written by others", func(t *testing.T) {
		withoutTCP, others := planned, planned
		withoutTCP.port, others.ours = 0, false
		for _, c := range []claim{published, withoutTCP, others} {
			h := holds{}
			if h.claim(c) != nil || !isTold(h) {
				t.Errorf("%+v is held back", c)
			}
		}
	})

	t.Run("what no Service has any more is forgotten", func(t *testing.T) {
		h := holds{}
		h.claim(planned)
		w, ended := h.claim(published), false
		w.cancel = func() { ended = true }
		h.keep(map[netip.Addr]bool{})
		if !ended || len(h) != 0 || h.finish(w) {
			t.Error("it is remembered")
		}
	})
}
