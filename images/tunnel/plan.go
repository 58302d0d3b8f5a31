package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// addressRange is where addresses of one family come from, both ends included.
type addressRange struct {
	First netip.Addr `json:"first"`
	Last  netip.Addr `json:"last"`
}

func (r addressRange) contains(address netip.Addr) bool {
	return address.Is4() == r.First.Is4() && r.First.Compare(address) <= 0 && address.Compare(r.Last) <= 0
}

// wantedService is what the plan must know of a Service of type LoadBalancer.
type wantedService struct {
	Key     string `json:"key"` // namespace/name
	Created string `json:"created"`
	// Families in the Service's own order: 4 or 6.
	Families []int `json:"families"`
	// Requested addresses, of spec.loadBalancerIP.
	Requested []string     `json:"requested"`
	Local     bool         `json:"local"` // externalTrafficPolicy
	Ingress   []netip.Addr `json:"ingress"`
	// Nodes with endpoints that are ready, and with such that still serve, although they end.
	Ready   []string `json:"ready"`
	Serving []string `json:"serving"`
}

type wantedNode struct {
	Name     string `json:"name"`
	Families []int  `json:"families"`
	// Healthy: it answers, and so does its kube-proxy.
	Healthy bool `json:"healthy"`
	// Preferred: nobody is about to take it away.
	Preferred bool `json:"preferred"`
	// Excluded by the label node.kubernetes.io/exclude-from-external-load-balancers: used only where there is no other.
	Excluded bool `json:"excluded"`
}

type planInput struct {
	Ranges   []addressRange  `json:"ranges"`
	Services []wantedService `json:"services"`
	Nodes    []wantedNode    `json:"nodes"`
	// Remembered addresses by Service.
	Remembered map[string][]netip.Addr `json:"remembered"`
	// Announcers are the nodes that have the addresses now.
	Announcers map[netip.Addr]string `json:"announcers"`
}

type plannedService struct {
	Addresses []netip.Addr `json:"addresses"`
	Problem   string       `json:"problem,omitempty"`
}

type planOutput struct {
	Services map[string]plannedService `json:"services"`
	// Announce says which node each address leads to; one without a node is told to nobody.
	Announce map[netip.Addr]string `json:"announce"`
}

func familyOf(address netip.Addr) int {
	if address.Is4() {
		return 4
	}
	return 6
}

// plan decides everything, from nothing but its input, whatever order that is in.
func plan(in planInput) planOutput {
	services := slices.Clone(in.Services)
	slices.SortFunc(services, func(a, b wantedService) int {
		return cmp.Or(strings.Compare(a.Created, b.Created), strings.Compare(a.Key, b.Key))
	})
	out := planOutput{Services: assign(in, services), Announce: map[netip.Addr]string{}}
	for _, service := range services {
		for _, address := range out.Services[service.Key].Addresses {
			if node := chooseNode(address, service, in); node != "" {
				out.Announce[address] = node
			}
		}
	}
	return out
}

// slot is the place of one family in a Service's addresses.
type slot struct {
	key    string
	family int
}

// assign gives addresses: first everybody keeps what they have, then those who ask for one get it, then the rest get what is free.
func assign(in planInput, services []wantedService) map[string]plannedService {
	taken := map[netip.Addr]string{}
	given := map[slot]netip.Addr{}
	problems := map[string]string{}
	give := func(service wantedService, address netip.Addr) bool {
		at := slot{service.Key, familyOf(address)}
		if _, has := given[at]; has || taken[address] != "" || !slices.Contains(service.Families, at.family) || !inRanges(in.Ranges, address) {
			return false
		}
		taken[address], given[at] = service.Key, address
		return true
	}
	requests := map[slot]netip.Addr{}
	for _, service := range services {
		for _, text := range service.Requested {
			address, err := netip.ParseAddr(text)
			switch {
			case err != nil:
				problems[service.Key] = fmt.Sprintf("%q is no address", text)
			case !inRanges(in.Ranges, address):
				problems[service.Key] = fmt.Sprintf("%s is not between %s", text, showRanges(in.Ranges))
			case !slices.Contains(service.Families, familyOf(address)):
				problems[service.Key] = fmt.Sprintf("%s is of a family that the Service does not have", text)
			default:
				requests[slot{service.Key, familyOf(address)}] = address
			}
		}
	}
	// What is remembered comes before what a status says, for anybody may write a status.
	for _, held := range []func(wantedService) []netip.Addr{
		func(s wantedService) []netip.Addr { return in.Remembered[s.Key] },
		func(s wantedService) []netip.Addr { return s.Ingress },
	} {
		for _, service := range services {
			for _, address := range held(service) {
				wish, wishes := requests[slot{service.Key, familyOf(address)}]
				if problems[service.Key] == "" && (!wishes || wish == address) {
					give(service, address)
				}
			}
		}
	}
	for _, service := range services {
		for _, family := range service.Families {
			wish, wishes := requests[slot{service.Key, family}]
			if wishes && problems[service.Key] == "" && given[slot{service.Key, family}] != wish && !give(service, wish) {
				problems[service.Key] = fmt.Sprintf("%s belongs to %s", wish, taken[wish])
			}
		}
	}
	next := map[int]netip.Addr{}
	for _, service := range services {
		for _, family := range service.Families {
			if _, has := given[slot{service.Key, family}]; has || problems[service.Key] != "" {
				continue
			}
			if address, ok := nextFree(in.Ranges, family, next, taken); ok {
				give(service, address)
			} else if hasFamily(in.Ranges, family) {
				problems[service.Key] = fmt.Sprintf("no address between %s is free", showRanges(in.Ranges))
			}
		}
	}
	planned := map[string]plannedService{}
	for _, service := range services {
		addresses := []netip.Addr{}
		for _, family := range service.Families {
			if address, has := given[slot{service.Key, family}]; has {
				addresses = append(addresses, address)
			}
		}
		planned[service.Key] = plannedService{Addresses: addresses, Problem: problems[service.Key]}
	}
	return planned
}

func nextFree(ranges []addressRange, family int, next map[int]netip.Addr, taken map[netip.Addr]string) (netip.Addr, bool) {
	for _, r := range ranges {
		if familyOf(r.First) != family {
			continue
		}
		address, begun := next[family]
		if !begun {
			address = r.First
		}
		for r.contains(address) && taken[address] != "" {
			address = address.Next()
		}
		next[family] = address
		return address, r.contains(address)
	}
	return netip.Addr{}, false
}

func inRanges(ranges []addressRange, address netip.Addr) bool {
	return slices.ContainsFunc(ranges, func(r addressRange) bool { return r.contains(address) })
}

func hasFamily(ranges []addressRange, family int) bool {
	return slices.ContainsFunc(ranges, func(r addressRange) bool { return familyOf(r.First) == family })
}

func showRanges(ranges []addressRange) string {
	texts := make([]string, len(ranges))
	for i, r := range ranges {
		texts[i] = fmt.Sprintf("%s and %s", r.First, r.Last)
	}
	return strings.Join(texts, " or ")
}

// chooseNode says which node an address leads to. It stays where it is as long as that node will do: connections of a node that goes are
// known to no other.
func chooseNode(address netip.Addr, service wantedService, in planInput) string {
	nodes := filter(in.Nodes, func(n wantedNode) bool { return slices.Contains(n.Families, familyOf(address)) })
	nodes = filterOrAll(nodes, func(n wantedNode) bool { return n.Healthy })
	// With no endpoint anywhere kube-proxy refuses connections at once, which is better than silence.
	if service.Local && len(service.Ready)+len(service.Serving) > 0 {
		ready := filter(nodes, func(n wantedNode) bool { return slices.Contains(service.Ready, n.Name) })
		if len(ready) == 0 {
			ready = filter(nodes, func(n wantedNode) bool { return slices.Contains(service.Serving, n.Name) })
		}
		nodes = ready
	}
	current := in.Announcers[address]
	if slices.ContainsFunc(nodes, func(n wantedNode) bool { return n.Name == current }) {
		return current
	}
	nodes = filterOrAll(nodes, func(n wantedNode) bool { return !n.Excluded })
	nodes = filterOrAll(nodes, func(n wantedNode) bool { return n.Preferred })
	best, bestWeight := "", uint64(0)
	for _, node := range nodes {
		// Rendezvous hashing: the same choice after a restart, and addresses spread over the nodes.
		sum := sha256.Sum256([]byte(address.String() + " " + node.Name))
		if weight := binary.BigEndian.Uint64(sum[:]); best == "" || weight > bestWeight {
			best, bestWeight = node.Name, weight
		}
	}
	return best
}

func filter[T any](all []T, keep func(T) bool) []T {
	var kept []T
	for _, one := range all {
		if keep(one) {
			kept = append(kept, one)
		}
	}
	return kept
}

// filterOrAll is for wishes that are given up when nothing fulfils them.
func filterOrAll[T any](all []T, keep func(T) bool) []T {
	if kept := filter(all, keep); len(kept) > 0 {
		return kept
	}
	return all
}
