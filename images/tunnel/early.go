package main

import (
	"context"
	"net/netip"
	"slices"
)

// place tells the network where addresses are, less those that are held back.
func (t *tunnel) place(ctx context.Context, services []service, out planOutput, places map[netip.Addr]mac) {
	planned := map[netip.Addr]bool{}
	for _, one := range out.Services {
		for _, address := range one.Addresses {
			planned[address] = true
		}
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.places = places
	t.holds.keep(planned)
	for _, s := range services {
		t.claimAll(ctx, s, out.Services[s.Metadata.key()].Addresses)
	}
	t.announcer.set(t.holds.told(places))
}

// published is for a Service that has just got its addresses.
func (t *tunnel) published(ctx context.Context, s service, addresses []netip.Addr) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.claimAll(ctx, s, addresses)
}

// claimAll is called with the mutex.
func (t *tunnel) claimAll(ctx context.Context, s service, addresses []netip.Addr) {
	inStatus, _ := s.ingress()
	for _, address := range addresses {
		begun := t.holds.claim(claim{
			address:   address,
			owner:     s.Metadata.UID,
			port:      s.portOfTCP(),
			card:      t.places[address],
			published: slices.Contains(inStatus, address),
			ours:      t.mayWrite(s),
		})
		if begun != nil {
			var scope context.Context
			scope, begun.cancel = context.WithCancel(ctx)
			go t.await(scope, begun)
		}
	}
}

// await lets everybody know of an address as soon as its node takes connections to it.
func (t *tunnel) await(ctx context.Context, w *wait) {
	defer w.cancel()
	t.announcer.awaitRules(ctx, w.card, w.target)
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if ctx.Err() == nil && t.holds.finish(w) {
		t.announcer.set(t.holds.told(t.places))
	}
}
