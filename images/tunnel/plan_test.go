package main

import (
	"fmt"
	"math/rand"
	"net/netip"
	"reflect"
	"slices"
	"testing"
	"testing/quick"
)

var (
	four = addressRange{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.12")}
	six  = addressRange{netip.MustParseAddr("fd00::1"), netip.MustParseAddr("fd00::c")}
)

// scenario is any situation, the hardest ones included: addresses claimed twice, of others, of none, more Services than addresses.
type scenario struct{ in planInput }

func (scenario) Generate(random *rand.Rand, _ int) reflect.Value {
	in := planInput{Ranges: []addressRange{four, six}, Remembered: map[string][]netip.Addr{}, Announcers: map[netip.Addr]string{}}
	for i := range random.Intn(5) {
		in.Nodes = append(in.Nodes, wantedNode{
			Name: fmt.Sprintf("node%d", i), Families: families(random), Healthy: random.Intn(4) > 0, Preferred: random.Intn(4) > 0,
			Excluded: random.Intn(4) == 0,
		})
	}
	for i := range random.Intn(18) {
		service := wantedService{
			Key: fmt.Sprintf("default/s%d", i), Created: fmt.Sprint(random.Intn(3)), Families: families(random), Local: random.Intn(2) == 0,
		}
		for random.Intn(3) == 0 {
			service.Requested = append(service.Requested, anyAddress(random).String())
		}
		for random.Intn(3) == 0 {
			service.Ingress = append(service.Ingress, anyAddress(random))
		}
		for random.Intn(3) == 0 {
			in.Remembered[service.Key] = append(in.Remembered[service.Key], anyAddress(random))
		}
		for _, node := range in.Nodes {
			if random.Intn(3) == 0 {
				service.Serving = append(service.Serving, node.Name)
				if random.Intn(3) > 0 {
					service.Ready = append(service.Ready, node.Name)
				}
			}
		}
		in.Services = append(in.Services, service)
	}
	for range random.Intn(8) {
		in.Announcers[anyAddress(random)] = fmt.Sprintf("node%d", random.Intn(5))
	}
	return reflect.ValueOf(scenario{in})
}

func families(random *rand.Rand) []int {
	return [][]int{{4}, {6}, {4, 6}, {6, 4}}[random.Intn(4)]
}

func anyAddress(random *rand.Rand) netip.Addr {
	if random.Intn(2) == 0 {
		return netip.AddrFrom4([4]byte{10, 0, 0, byte(random.Intn(16))})
	}
	return netip.AddrFrom16([16]byte{0: 0xfd, 15: byte(random.Intn(16))})
}

func always(t *testing.T, what string, law func(in planInput, out planOutput) error) {
	t.Helper()
	t.Run(what, func(t *testing.T) {
		check := func(s scenario) bool {
			if err := law(s.in, plan(s.in)); err != nil {
				t.Logf("%v\n%+v\n%+v", err, s.in, plan(s.in))
				return false
			}
			return true
		}
		if err := quick.Check(check, &quick.Config{MaxCount: 3000}); err != nil {
			t.Error("refuted")
		}
	})
}

func eachService(in planInput, out planOutput, law func(s wantedService, p plannedService) error) error {
	for _, s := range in.Services {
		if err := law(s, out.Services[s.Key]); err != nil {
			return fmt.Errorf("%s: %w", s.Key, err)
		}
	}
	return nil
}

func nodeNamed(in planInput, name string) wantedNode {
	return in.Nodes[slices.IndexFunc(in.Nodes, func(n wantedNode) bool { return n.Name == name })]
}

// candidates are the nodes of the address's family, the healthy ones where there is any.
func candidates(in planInput, address netip.Addr) []wantedNode {
	able := filter(in.Nodes, func(n wantedNode) bool { return slices.Contains(n.Families, familyOf(address)) })
	return filterOrAll(able, func(n wantedNode) bool { return n.Healthy })
}

func TestPlan(t *testing.T) {
	always(t, "no address is given twice", func(in planInput, out planOutput) error {
		owners := map[netip.Addr]string{}
		return eachService(in, out, func(s wantedService, p plannedService) error {
			for _, address := range p.Addresses {
				if owners[address] != "" {
					return fmt.Errorf("%s is of %s, too", address, owners[address])
				}
				owners[address] = s.Key
			}
			return nil
		})
	})
	always(t, "addresses are of the ranges and of the Service's families, one of each, in its order", func(in planInput, out planOutput) error {
		return eachService(in, out, func(s wantedService, p plannedService) error {
			last := -1
			for _, address := range p.Addresses {
				place := slices.Index(s.Families, familyOf(address))
				if place <= last || !inRanges(in.Ranges, address) {
					return fmt.Errorf("%s is out of place", address)
				}
				last = place
			}
			return nil
		})
	})
	always(t, "what was asked for is given, or there is a problem", func(in planInput, out planOutput) error {
		return eachService(in, out, func(s wantedService, p plannedService) error {
			last := map[int]netip.Addr{}
			for _, text := range s.Requested {
				last[familyOf(netip.MustParseAddr(text))] = netip.MustParseAddr(text)
			}
			for _, address := range last {
				if p.Problem == "" && !slices.Contains(p.Addresses, address) {
					return fmt.Errorf("%s was asked for", address)
				}
			}
			if p.Problem == "" && len(p.Addresses) != len(s.Families) {
				return fmt.Errorf("not one of each family")
			}
			return nil
		})
	})
	always(t, "what was given stays given", func(in planInput, out planOutput) error {
		in.Remembered = map[string][]netip.Addr{}
		for key, planned := range out.Services {
			in.Remembered[key] = planned.Addresses
		}
		in.Announcers = out.Announce
		again := plan(in)
		if !reflect.DeepEqual(out.Announce, again.Announce) {
			return fmt.Errorf("moved: %v", again.Announce)
		}
		return eachService(in, again, func(s wantedService, p plannedService) error {
			before := out.Services[s.Key]
			if before.Problem == "" && !slices.Equal(before.Addresses, p.Addresses) {
				return fmt.Errorf("now %v", p.Addresses)
			}
			return nil
		})
	})
	always(t, "the order of the input does not count", func(in planInput, out planOutput) error {
		slices.Reverse(in.Services)
		slices.Reverse(in.Nodes)
		if again := plan(in); !reflect.DeepEqual(out, again) {
			return fmt.Errorf("now %+v", again)
		}
		return nil
	})
	always(t, "addresses lead to healthy nodes of their family, where there is one", func(in planInput, out planOutput) error {
		for address, name := range out.Announce {
			if !slices.ContainsFunc(candidates(in, address), func(n wantedNode) bool { return n.Name == name }) {
				return fmt.Errorf("%s leads to %s", address, name)
			}
		}
		return nil
	})
	always(t, "Local leads to a node with a ready endpoint, or else to one that still serves, or nowhere", func(in planInput, out planOutput) error {
		return eachService(in, out, func(s wantedService, p plannedService) error {
			if !s.Local || len(s.Ready)+len(s.Serving) == 0 {
				return nil
			}
			for _, address := range p.Addresses {
				able := candidates(in, address)
				ready := filter(able, func(n wantedNode) bool { return slices.Contains(s.Ready, n.Name) })
				serving := filter(able, func(n wantedNode) bool { return slices.Contains(s.Serving, n.Name) })
				name, leads := out.Announce[address]
				switch {
				case len(ready) > 0 && !slices.Contains(s.Ready, name):
					return fmt.Errorf("%s leads to %q", address, name)
				case len(ready) == 0 && len(serving) > 0 && !slices.Contains(s.Serving, name):
					return fmt.Errorf("%s leads to %q", address, name)
				case len(ready)+len(serving) == 0 && leads:
					return fmt.Errorf("%s leads to %q", address, name)
				}
			}
			return nil
		})
	})
	always(t, "Cluster leads somewhere, and stays on a healthy node, cordoned or not", func(in planInput, out planOutput) error {
		return eachService(in, out, func(s wantedService, p plannedService) error {
			for _, address := range p.Addresses {
				able := candidates(in, address)
				if s.Local || len(able) == 0 {
					continue
				}
				before := in.Announcers[address]
				stays := slices.ContainsFunc(able, func(n wantedNode) bool { return n.Name == before })
				if name := out.Announce[address]; name == "" || (stays && name != before) {
					return fmt.Errorf("%s leads to %q", address, name)
				}
			}
			return nil
		})
	})
	always(t, "a new place is neither excluded nor cordoned, where there is another", func(in planInput, out planOutput) error {
		in.Announcers = nil
		for address, name := range plan(in).Announce {
			owner := slices.IndexFunc(in.Services, func(s wantedService) bool { return slices.Contains(out.Services[s.Key].Addresses, address) })
			if in.Services[owner].Local {
				continue
			}
			better := filter(candidates(in, address), func(n wantedNode) bool { return !n.Excluded })
			if chosen := nodeNamed(in, name); len(better) > 0 && (chosen.Excluded || (!chosen.Preferred && slices.ContainsFunc(better, func(n wantedNode) bool { return n.Preferred }))) {
				return fmt.Errorf("%s leads to %s", address, name)
			}
		}
		return nil
	})
}
