package simulation

import (
	"fmt"
	"sync"

	"k8s.io/apimachinery/pkg/types"
)

// networks are those of documentation: nobody has these addresses. The first address of the first is the node's.
var networks = []string{"192.0.2", "198.51.100", "203.0.113"}

const (
	nodeAddress = "192.0.2.1"
	// hosts of a network, without the first, which is the node's, and the last, which is for broadcasts.
	firstHost, lastHost = 2, 254
)

// addresses of pods. When there are more pods than addresses, pods share them.
type addresses struct {
	mutex sync.Mutex
	of    map[types.UID]string
	used  map[string]int
	next  int
}

func newAddresses() *addresses {
	return &addresses{of: map[types.UID]string{}, used: map[string]int{}}
}

// take returns the pod's address, the same each time.
func (a *addresses) take(pod types.UID) string {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if address, taken := a.of[pod]; taken {
		return address
	}
	hosts := lastHost - firstHost + 1
	var address string
	for range hosts * len(networks) {
		number := a.next % (hosts * len(networks))
		a.next++
		address = fmt.Sprintf("%s.%d", networks[number/hosts], firstHost+number%hosts)
		if a.used[address] == 0 {
			break
		}
	}
	a.of[pod] = address
	a.used[address]++
	return address
}

// release is for a pod that is gone.
func (a *addresses) release(pod types.UID) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if address, taken := a.of[pod]; taken {
		delete(a.of, pod)
		a.used[address]--
	}
}
