package main

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
)

type objectMeta struct {
	Namespace, Name, UID, ResourceVersion, CreationTimestamp string
	Labels                                                   map[string]string
}

func (m objectMeta) key() string { return m.Namespace + "/" + m.Name }

type servicePort struct {
	Name     string `json:"name,omitempty"`
	Port     int    `json:"port"`
	Protocol string `json:"protocol"`
}

type service struct {
	Metadata objectMeta
	Spec     struct {
		Type, ClusterIP, LoadBalancerIP, ExternalTrafficPolicy string
		LoadBalancerClass                                      *string
		IPFamilies                                             []string
		Ports                                                  []servicePort
	}
	Status struct{ LoadBalancer loadBalancerStatus }
}

type loadBalancerStatus struct {
	Ingress []struct {
		IP       string `json:"ip,omitempty"`
		Hostname string `json:"hostname,omitempty"`
	} `json:"ingress"`
}

// isOurs: of the type, and of no class or of ours.
func (s service) isOurs() bool {
	return s.Spec.Type == "LoadBalancer" && (s.Spec.LoadBalancerClass == nil || *s.Spec.LoadBalancerClass == class)
}

func (s service) families() []int {
	families := []int{}
	for _, name := range s.Spec.IPFamilies {
		families = append(families, map[string]int{"IPv4": 4, "IPv6": 6}[name])
	}
	return families
}

func (s service) requested() []string {
	return strings.FieldsFunc(s.Spec.LoadBalancerIP, func(r rune) bool { return r == ',' || r == ' ' })
}

// ingress has the addresses of the status, and whether there is nothing else in it.
func (s service) ingress() (addresses []netip.Addr, pure bool) {
	pure = true
	for _, entry := range s.Status.LoadBalancer.Ingress {
		if address, err := netip.ParseAddr(entry.IP); err == nil && entry.Hostname == "" {
			addresses = append(addresses, address)
		} else {
			pure = false
		}
	}
	return addresses, pure
}

// portOfTCP is the first port to which connections are made, or 0.
func (s service) portOfTCP() uint16 {
	for _, port := range s.Spec.Ports {
		if port.Protocol == "TCP" {
			return uint16(port.Port)
		}
	}
	return 0
}

type endpointSlice struct {
	Metadata  objectMeta
	Endpoints []struct {
		NodeName   string
		Conditions struct{ Ready, Serving *bool }
	}
}

func (s endpointSlice) service() string {
	return s.Metadata.Namespace + "/" + s.Metadata.Labels["kubernetes.io/service-name"]
}

type node struct {
	Metadata objectMeta
	Spec     struct{ Unschedulable bool }
	Status   struct {
		Addresses  []struct{ Type, Address string }
		Conditions []struct{ Type, Status string }
	}
}

func (n node) addresses() []netip.Addr {
	var found []netip.Addr
	for _, entry := range n.Status.Addresses {
		if address, err := netip.ParseAddr(entry.Address); err == nil && entry.Type == "InternalIP" {
			found = append(found, address)
		}
	}
	return found
}

func (n node) wanted(healthy bool) wantedNode {
	ready := slices.ContainsFunc(n.Status.Conditions, func(c struct{ Type, Status string }) bool { return c.Type == "Ready" && c.Status == "True" })
	_, excluded := n.Metadata.Labels["node.kubernetes.io/exclude-from-external-load-balancers"]
	wanted := wantedNode{Name: n.Metadata.Name, Healthy: healthy, Preferred: ready && !n.Spec.Unschedulable, Excluded: excluded}
	for _, address := range n.addresses() {
		wanted.Families = append(wanted.Families, familyOf(address))
	}
	return wanted
}

// store holds the objects of one kind, less what nobody needs.
type store[T any] struct {
	mutex   sync.Mutex
	objects map[string]T
	synced  bool
	keep    func(T) bool
	meta    func(T) objectMeta
	changed func()
}

func newStore[T any](meta func(T) objectMeta, keep func(T) bool, changed func()) *store[T] {
	return &store[T]{objects: map[string]T{}, keep: keep, meta: meta, changed: changed}
}

func (s *store[T]) follower(state func(error)) follower[T] {
	return follower[T]{
		reset: func(all []T) {
			s.mutex.Lock()
			s.objects, s.synced = map[string]T{}, true
			for _, object := range all {
				if s.keep(object) {
					s.objects[s.meta(object).key()] = object
				}
			}
			s.mutex.Unlock()
			s.changed()
		},
		change: func(deleted bool, object T) {
			s.mutex.Lock()
			key := s.meta(object).key()
			_, had := s.objects[key]
			keeps := !deleted && s.keep(object)
			if keeps {
				s.objects[key] = object
			} else {
				delete(s.objects, key)
			}
			s.mutex.Unlock()
			if had || keeps {
				s.changed()
			}
		},
		state: state,
	}
}

// replace takes the answer to a change of our own, so that it is not made twice; an object that has gone meanwhile stays away.
func (s *store[T]) replace(object T) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	meta := s.meta(object)
	if known, has := s.objects[meta.key()]; has && s.meta(known).UID == meta.UID && s.keep(object) {
		s.objects[meta.key()] = object
	}
}

func (s *store[T]) all() ([]T, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	all := make([]T, 0, len(s.objects))
	for _, object := range s.objects {
		all = append(all, object)
	}
	return all, s.synced
}
