package main

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"sync"
)

// writeStatuses brings the statuses of Services to what was planned; the first error is told after all were tried.
func (t *tunnel) writeStatuses(ctx context.Context, services []service, out planOutput) error {
	var stale []service
	for _, s := range services {
		addresses, pure := s.ingress()
		isOld := !pure || !slices.Equal(addresses, out.Services[s.Metadata.key()].Addresses)
		if isOld && t.mayWrite(s) {
			stale = append(stale, s)
		}
	}
	return each(stale, func(s service) error {
		addresses := out.Services[s.Metadata.key()].Addresses
		changed, err := t.writeStatus(ctx, s, addresses)
		if err == nil {
			t.services.replace(changed)
			t.published(ctx, changed, addresses)
		}
		return err
	})
}

// mayWrite: what others have written into a status is left alone when this was asked for.
func (t *tunnel) mayWrite(s service) bool {
	addresses, pure := s.ingress()
	return t.config.Cleanup || len(s.Status.LoadBalancer.Ingress) == 0 || (pure && allInRanges(t.config.Ranges, addresses))
}

func allInRanges(ranges []addressRange, addresses []netip.Addr) bool {
	return !slices.ContainsFunc(addresses, func(address netip.Addr) bool { return !inRanges(ranges, address) })
}

func (t *tunnel) writeStatus(ctx context.Context, s service, addresses []netip.Addr) (service, error) {
	ingress := []map[string]string{}
	for _, address := range addresses {
		ingress = append(ingress, map[string]string{"ip": address.String()})
	}
	path := "/api/v1/namespaces/" + s.Metadata.Namespace + "/services/" + s.Metadata.Name + "/status"
	var changed service
	err := t.kube.mergePatch(ctx, path, map[string]any{"status": map[string]any{"loadBalancer": map[string]any{"ingress": ingress}}}, &changed)
	if isStatus(err, http.StatusNotFound) {
		return s, nil // deleted meanwhile
	}
	return changed, err
}

// clean takes the addresses out of all statuses; they are remembered all the same.
func (t *tunnel) clean(ctx context.Context) error {
	services, _ := t.services.all()
	announced := filter(services, func(s service) bool {
		addresses, _ := s.ingress()
		return len(addresses) > 0 && allInRanges(t.config.Ranges, addresses)
	})
	t.announcer.set(map[netip.Addr]mac{})
	return each(announced, func(s service) error {
		_, err := t.writeStatus(ctx, s, nil)
		return err
	})
}

func each[T any](all []T, do func(T) error) error {
	var group sync.WaitGroup
	var mutex sync.Mutex
	var first error
	free := make(chan struct{}, writers)
	for _, one := range all {
		group.Add(1)
		free <- struct{}{}
		go func() {
			defer group.Done()
			defer func() { <-free }()
			if err := do(one); err != nil {
				mutex.Lock()
				defer mutex.Unlock()
				if first == nil {
					first = err
				}
			}
		}()
	}
	group.Wait()
	return first
}
