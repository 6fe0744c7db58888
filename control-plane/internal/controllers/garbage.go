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
	// garbageSync is how often the collector looks for new kinds of objects, as upstream.
	garbageSync = 30 * time.Second
)

// StartGarbageCollection runs the controller that deletes objects whose owners are gone.
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
	collector, err := c.newCollector(ctx, client, objects)
	if err != nil {
		return fmt.Errorf("unable to make the garbage collector: %w", err)
	}
	go c.run(ctx, loop{"garbage collection", func(ctx context.Context) { collector.Run(ctx, garbageWorkers, garbageSync) }})
	go collector.Sync(ctx, client.Discovery(), garbageSync)
	return nil
}

func (c *Controllers) newCollector(ctx context.Context, client kubernetes.Interface, objects metadata.Interface) (*garbagecollector.GarbageCollector, error) {
	started := make(chan struct{})
	close(started)
	return garbagecollector.NewGarbageCollector(
		ctx, client, objects,
		restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client.Discovery())),
		garbagecollector.DefaultIgnoredResources(),
		informerfactory.NewInformerFactory(c.informers, metadatainformer.NewSharedInformerFactory(objects, resync)),
		started,
	)
}
