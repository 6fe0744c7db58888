package controllers

import (
	"context"

	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/scale"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/kubernetes/pkg/controller/cronjob"
	"k8s.io/kubernetes/pkg/controller/disruption"
)

const batchWorkers = 5

func (c *Controllers) buildJobs(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory, _ informerfactory.InformerFactory) ([]loop, error) {
	j, err := newJobs(ctx, client, own)
	if err != nil {
		return nil, err
	}
	return []loop{{"job", workers(j.Run, batchWorkers)}}, nil
}

func (c *Controllers) buildCronJobs(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory, _ informerfactory.InformerFactory) ([]loop, error) {
	batch := own.Batch().V1()
	j, err := cronjob.NewControllerV2(ctx, batch.Jobs(), batch.CronJobs(), client)
	if err != nil {
		return nil, err
	}
	return []loop{{"cron job", workers(j.Run, batchWorkers)}}, nil
}

func (c *Controllers) buildDisruption(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory, _ informerfactory.InformerFactory) ([]loop, error) {
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client.Discovery()))
	scales, err := scale.NewForConfig(rest.AddUserAgent(c.config.Client, "disruption-controller"), mapper,
		dynamic.LegacyAPIPathResolverFunc, scale.NewDiscoveryScaleKindResolver(client.Discovery()))
	if err != nil {
		return nil, err
	}
	core, apps := own.Core().V1(), own.Apps().V1()
	d := disruption.NewDisruptionController(ctx, core.Pods(), own.Policy().V1().PodDisruptionBudgets(),
		core.ReplicationControllers(), apps.ReplicaSets(), apps.Deployments(), apps.StatefulSets(), client, mapper, scales, client.Discovery())
	return []loop{{"disruption", runDisruption(d)}}, nil
}
