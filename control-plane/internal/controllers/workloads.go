package controllers

import (
	"context"
	"fmt"
	"time"

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
	loops, err := c.workloads(ctx)
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

func (c *Controllers) workloads(ctx context.Context) ([]loop, error) {
	var loops []loop
	for _, w := range []struct {
		name string
		make func(context.Context, *kubernetes.Clientset) (func(context.Context, int), error)
	}{
		{"deployment-controller", c.deployments},
		{"replicaset-controller", c.replicaSets},
		{"statefulset-controller", c.statefulSets},
		{"daemon-set-controller", c.daemonSets},
		{"endpointslice-controller", c.endpointSlices},
		{"endpoint-controller", c.endpoints},
	} {
		client, err := c.client(w.name)
		if err != nil {
			return nil, err
		}
		run, err := w.make(ctx, client)
		if err != nil {
			return nil, fmt.Errorf("unable to make the %s: %w", w.name, err)
		}
		loops = append(loops, loop{w.name, workers(run, workloadWorkers)})
	}
	return loops, nil
}

func (c *Controllers) deployments(ctx context.Context, client *kubernetes.Clientset) (func(context.Context, int), error) {
	apps := c.informers.Apps().V1()
	d, err := deployment.NewDeploymentController(ctx, apps.Deployments(), apps.ReplicaSets(), c.informers.Core().V1().Pods(), client)
	if err != nil {
		return nil, err
	}
	return d.Run, nil
}

func (c *Controllers) replicaSets(ctx context.Context, client *kubernetes.Clientset) (func(context.Context, int), error) {
	return replicaset.NewReplicaSetController(ctx, c.informers.Apps().V1().ReplicaSets(), c.informers.Core().V1().Pods(), client,
		replicaset.BurstReplicas).Run, nil
}

func (c *Controllers) statefulSets(ctx context.Context, client *kubernetes.Clientset) (func(context.Context, int), error) {
	apps, core := c.informers.Apps().V1(), c.informers.Core().V1()
	return statefulset.NewStatefulSetController(ctx, core.Pods(), apps.StatefulSets(), core.PersistentVolumeClaims(),
		apps.ControllerRevisions(), client).Run, nil
}

func (c *Controllers) daemonSets(ctx context.Context, client *kubernetes.Clientset) (func(context.Context, int), error) {
	apps, core := c.informers.Apps().V1(), c.informers.Core().V1()
	d, err := daemon.NewDaemonSetsController(ctx, apps.DaemonSets(), apps.ControllerRevisions(), core.Pods(), core.Nodes(), client,
		flowcontrol.NewBackOff(daemonRetry, daemonRetryLimit))
	if err != nil {
		return nil, err
	}
	return d.Run, nil
}

func (c *Controllers) endpointSlices(ctx context.Context, client *kubernetes.Clientset) (func(context.Context, int), error) {
	core := c.informers.Core().V1()
	return endpointslice.NewController(ctx, core.Pods(), core.Services(), core.Nodes(), c.informers.Discovery().V1().EndpointSlices(),
		mostEndpoints, client, 0).Run, nil
}

// endpoints are what some clients still read instead of EndpointSlices.
func (c *Controllers) endpoints(ctx context.Context, client *kubernetes.Clientset) (func(context.Context, int), error) {
	core := c.informers.Core().V1()
	return endpoint.NewEndpointController(ctx, core.Pods(), core.Services(), core.Endpoints(), client, 0).Run, nil
}
