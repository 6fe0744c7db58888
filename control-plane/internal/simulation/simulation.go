// Package simulation pretends to run pods: it schedules them to a node that does not exist, and reports of them what a kubelet
// would. Nothing runs in them.
package simulation

import (
	"context"
	"errors"
	"net"
	"time"
)

// ReadyAfter is how long a pod takes by default to become ready once it is scheduled. At once is what no cluster does, and
// some operators wait for the change.
const ReadyAfter = 300 * time.Millisecond

// Notice says that workloads are simulated.
const Notice = "workloads are simulated: pods are scheduled to the node " + NodeName + ", which does not exist, and report ready or complete; nothing runs in them"

// errNothingRuns is the answer to whoever wants something of what runs in a pod.
var errNothingRuns = errors.New("nothing runs in the pods of this cluster, because its workloads are simulated: there are no logs," +
	" no processes and no ports; to test what needs them use a cluster with nodes")

// Dial stands in for every connection that the API server makes to a node or a pod.
func Dial(context.Context, string, string) (net.Conn, error) {
	return nil, errNothingRuns
}
