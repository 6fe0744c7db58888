package simulation

import "fmt"

// networks are those of documentation: nobody has these addresses. The first address of the first is the node's.
var networks = []string{"192.0.2", "198.51.100", "203.0.113"}

const (
	nodeAddress = "192.0.2.1"
	// hosts of a network, without the first, which is the node's, and the last, which is for broadcasts.
	firstHost, lastHost = 2, 254
	hosts               = lastHost - firstHost + 1
)

// podAddresses are all that pods may have, in turn.
var podAddresses = uint32(hosts * len(networks))

func nextAddress(turn uint32) string {
	number := turn % podAddresses
	return fmt.Sprintf("%s.%d", networks[number/hosts], firstHost+number%hosts)
}
