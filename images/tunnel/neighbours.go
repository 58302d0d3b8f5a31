package main

import (
	"encoding/binary"
	"net/netip"
	"syscall"
)

// neighbourCard looks an address up in the kernel's table of neighbours, which has it closely after a connection was tried.
func neighbourCard(address netip.Addr) (mac, bool) {
	family := syscall.AF_INET
	if address.Is6() {
		family = syscall.AF_INET6
	}
	table, err := syscall.NetlinkRIB(syscall.RTM_GETNEIGH, family)
	if err != nil {
		return mac{}, false
	}
	messages, err := syscall.ParseNetlinkMessage(table)
	if err != nil {
		return mac{}, false
	}
	for _, message := range messages {
		if message.Header.Type != syscall.RTM_NEWNEIGH || len(message.Data) < 12 {
			continue
		}
		attributes := neighbourAttributes(message.Data[12:])
		found, ok := netip.AddrFromSlice(attributes[1])
		if card := attributes[2]; ok && found == address && len(card) == 6 {
			return mac(card), true
		}
	}
	return mac{}, false
}

// neighbourAttributes: 1 is the address, 2 the card.
func neighbourAttributes(data []byte) map[uint16][]byte {
	found := map[uint16][]byte{}
	for len(data) >= 4 {
		length := int(binary.NativeEndian.Uint16(data))
		if length < 4 || length > len(data) {
			break
		}
		found[binary.NativeEndian.Uint16(data[2:])] = data[4:length]
		data = data[min(len(data), (length+3)&^3):]
	}
	return found
}
