package controllers

import (
	"context"
	"fmt"
	"time"

	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/kubernetes/pkg/controller/garbagecollector"
)

const (
	garbageWorkers = 20
	// garbageStart is how long the collector waits for all its informers before it begins, as upstream.
	garbageStart = 30 * time.Second
)

// StartGarbageCollection runs the controller that deletes objects whose owners are gone, unless these are kept, and with its
// informers all those that start with the first object of their kind.
//
// It is apart from the others and comes last: it watches every kind of object there is, some sixty of them, and nothing
// that makes the control plane ready waits for it.
func (c *Controllers) StartGarbageCollection(ctx context.Context) error {
	config := rest.AddUserAgent(c.config.Client, "generic-garbage-collector")
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("unable to make a client for the garbage collector: %w", err)
	}
	objects, err := metadata.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("unable to make a metadata client for the garbage collector: %w", err)
	}
	all := c.newOnDemand(ctx, informerfactory.NewInformerFactory(c.informers, metadatainformer.NewSharedInformerFactory(objects, resync)))
	if c.config.KeepGarbage {
		return all.watch(ctx)
	}
	changes, err := watchChanges(all)
	if err != nil {
		return err
	}
	collector, err := garbagecollector.NewGarbageCollector(ctx, client, objects,
		restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client.Discovery())),
		garbagecollector.DefaultIgnoredResources(), all, informersStarted())
	if err != nil {
		return fmt.Errorf("unable to make the garbage collector: %w", err)
	}
	go c.run(ctx, loop{"garbage collection", func(ctx context.Context) { collector.Run(ctx, garbageWorkers, garbageStart) }})
	go collector.Sync(ctx, whenChanged{client.Discovery(), ctx, changes}, lookPeriod)
	return nil
}

// informersStarted is what controllers wait for that may be made before their informers are started.
func informersStarted() <-chan struct{} {
	started := make(chan struct{})
	close(started)
	return started
}
