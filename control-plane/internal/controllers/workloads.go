package controllers

import (
	"context"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/util/flowcontrol"
	"k8s.io/kubernetes/pkg/controller/daemon"
	"k8s.io/kubernetes/pkg/controller/deployment"
	"k8s.io/kubernetes/pkg/controller/endpoint"
	"k8s.io/kubernetes/pkg/controller/endpointslice"
	"k8s.io/kubernetes/pkg/controller/replicaset"
	"k8s.io/kubernetes/pkg/controller/statefulset"

	"dev.kubeuser/control-plane/internal/simulation"
)

const (
	workloadWorkers = 5
	// mostEndpoints is upstream's default of --max-endpoints-per-slice.
	mostEndpoints = 100
	// daemonRetry and daemonRetryLimit are upstream's.
	daemonRetry, daemonRetryLimit = time.Second, 15 * time.Minute
)

// Workloads say how pods are simulated.
type Workloads struct {
	Simulated  bool
	ReadyAfter time.Duration
}

// StartSimulation makes the node, begins to report of its pods, and runs the controllers that make pods. Their informers are
// those that the garbage collector takes afterwards.
func (c *Controllers) StartSimulation(ctx context.Context) error {
	client, err := c.client("simulation")
	if err != nil {
		return err
	}
	s, err := simulation.New(client, c.informers, c.config.Workloads.ReadyAfter)
	if err != nil {
		return err
	}
	loops, err := c.build(ctx, c.informers, workloads...)
	if err != nil {
		return err
	}
	if err := s.CreateNode(ctx); err != nil {
		return err
	}
	c.informers.Start(ctx.Done())
	for _, l := range append(loops, loop{"simulation", s.Run}) {
		go c.run(ctx, l)
	}
	return nil
}

var workloads = []controller{
	{"deployment-controller", workloadWorkers, newDeployments},
	{"replicaset-controller", workloadWorkers, newReplicaSets},
	{"statefulset-controller", workloadWorkers, newStatefulSets},
	{"daemon-set-controller", workloadWorkers, newDaemonSets},
	{"endpointslice-controller", workloadWorkers, newEndpointSlices},
	{"endpoint-controller", workloadWorkers, newEndpoints},
}

func newDeployments(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	apps := from.Apps().V1()
	return deployment.NewDeploymentController(ctx, apps.Deployments(), apps.ReplicaSets(), from.Core().V1().Pods(), client)
}

func newReplicaSets(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	return replicaset.NewReplicaSetController(ctx, from.Apps().V1().ReplicaSets(), from.Core().V1().Pods(), client, replicaset.BurstReplicas), nil
}

func newStatefulSets(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	apps, core := from.Apps().V1(), from.Core().V1()
	return statefulset.NewStatefulSetController(ctx, core.Pods(), apps.StatefulSets(), core.PersistentVolumeClaims(),
		apps.ControllerRevisions(), client), nil
}

func newDaemonSets(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	apps, core := from.Apps().V1(), from.Core().V1()
	return daemon.NewDaemonSetsController(ctx, apps.DaemonSets(), apps.ControllerRevisions(), core.Pods(), core.Nodes(), client,
		flowcontrol.NewBackOff(daemonRetry, daemonRetryLimit))
}

func newEndpointSlices(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	core := from.Core().V1()
	return endpointslice.NewController(ctx, core.Pods(), core.Services(), core.Nodes(), from.Discovery().V1().EndpointSlices(),
		mostEndpoints, client, 0), nil
}

// newEndpoints makes what some clients still read instead of EndpointSlices.
func newEndpoints(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	core := from.Core().V1()
	return endpoint.NewEndpointController(ctx, core.Pods(), core.Services(), core.Endpoints(), client, 0), nil
}
