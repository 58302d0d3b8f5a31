package main

import (
	"context"
	"net/netip"
)

// claim is what is planned for one address of a Service.
type claim struct {
	address netip.Addr
	// owner is the UID of the Service.
	owner string
	// port of TCP; 0 when the Service has none.
	port uint16
	// card of the node that the address leads to; none while that is not known.
	card mac
	// published: the address is in the status of the Service.
	published bool
	// ours: the status is written by this program.
	ours bool
}

// holds knows which addresses nobody is led to yet: those that have come into the status of their Service in this run, until their node is
// seen to take connections to them. A Service without a port of TCP is not waited for: there is nothing to knock at that would not reach the
// program behind.
type holds map[netip.Addr]*hold

type hold struct {
	owner string
	told  bool
	wait  *wait
}

// wait is one attempt to see that a node takes connections.
type wait struct {
	target netip.AddrPort
	card   mac
	cancel context.CancelFunc
}

func (w *wait) end() {
	if w != nil && w.cancel != nil {
		w.cancel()
	}
}

// claim notes what is planned, and gives a wait that has to begin now, if one has.
func (h holds) claim(c claim) *wait {
	at, has := h[c.address]
	if !has || at.owner != c.owner {
		if has {
			at.wait.end()
		}
		at = &hold{owner: c.owner, told: c.published || c.port == 0 || !c.ours}
		h[c.address] = at
	}
	if at.told {
		return nil
	}
	target := netip.AddrPortFrom(c.address, c.port)
	if at.wait != nil && (at.wait.card != c.card || at.wait.target != target) {
		at.wait.end()
		at.wait = nil
	}
	if at.wait != nil || !c.published || c.card == (mac{}) {
		return nil
	}
	at.wait = &wait{target: target, card: c.card}
	return at.wait
}

// keep forgets the addresses that no Service has any more.
func (h holds) keep(planned map[netip.Addr]bool) {
	for address, at := range h {
		if !planned[address] {
			at.wait.end()
			delete(h, address)
		}
	}
}

// finish ends a wait; false when it is not the one that counts any more.
func (h holds) finish(w *wait) bool {
	at, has := h[w.target.Addr()]
	if !has || at.wait != w {
		return false
	}
	at.told, at.wait = true, nil
	return true
}

// told are those of some places that everybody may know.
func (h holds) told(places map[netip.Addr]mac) map[netip.Addr]mac {
	told := map[netip.Addr]mac{}
	for address, card := range places {
		if at, has := h[address]; has && at.told {
			told[address] = card
		}
	}
	return told
}
