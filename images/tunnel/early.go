package main

import (
	"context"
	"maps"
	"net/netip"
	"slices"
)

// holdBack notes the addresses that are about to come into a status, and gives for each a port by which to see that they work. Those of
// Services without a port of TCP are not waited for: there is nothing to knock at that would not reach the program behind.
func (t *tunnel) holdBack(services []service, out planOutput, places map[netip.Addr]mac) map[netip.AddrPort]mac {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	maps.DeleteFunc(t.early, func(address netip.Addr, _ bool) bool { return out.Announce[address] == "" })
	fresh := map[netip.AddrPort]mac{}
	for _, s := range services {
		known, _ := s.ingress()
		port := slices.IndexFunc(s.Spec.Ports, func(p servicePort) bool { return p.Protocol == "TCP" })
		for _, address := range out.Services[s.Metadata.key()].Addresses {
			card, has := places[address]
			_, seen := t.early[address]
			if port < 0 || !has || seen || slices.Contains(known, address) {
				continue
			}
			t.early[address] = true
			fresh[netip.AddrPortFrom(address, uint16(s.Spec.Ports[port].Port))] = card
		}
	}
	return fresh
}

func (t *tunnel) withoutEarly(places map[netip.Addr]mac) map[netip.Addr]mac {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	places = maps.Clone(places)
	maps.DeleteFunc(places, func(address netip.Addr, _ mac) bool { return t.early[address] })
	return places
}

// release lets everybody know of an address as soon as its node takes connections to it.
func (t *tunnel) release(ctx context.Context, target netip.AddrPort, card mac) {
	t.announcer.awaitRules(ctx, card, target)
	t.mutex.Lock()
	if t.early[target.Addr()] {
		t.early[target.Addr()] = false
	}
	t.mutex.Unlock()
	t.notify()
}
