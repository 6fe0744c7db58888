package apiserver

import (
	"time"

	apiextensionsapiserver "k8s.io/apiextensions-apiserver/pkg/apiserver"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
)

const (
	// cacheLimit ends the wait for a cache that cannot be filled; one of a new kind takes milliseconds.
	cacheLimit = 5 * time.Second
	cachePoll  = 2 * time.Millisecond
)

// fillBeforeUse has the first request for a custom resource wait until the cache of its kind is filled. Upstream makes that cache
// with the first request and answers with 429 meanwhile, which most clients in tests take for a failure.
func fillBeforeUse(config *apiextensionsapiserver.Config) {
	config.ExtraConfig.CRDRESTOptionsGetter = filledCaches{config.ExtraConfig.CRDRESTOptionsGetter}
}

type filledCaches struct{ generic.RESTOptionsGetter }

func (f filledCaches) GetRESTOptions(resource schema.GroupResource, example runtime.Object) (generic.RESTOptions, error) {
	options, err := f.RESTOptionsGetter.GetRESTOptions(resource, example)
	if err == nil {
		options.Decorator = whenFilled(options.Decorator)
	}
	return options, err
}

func whenFilled(decorate generic.StorageDecorator) generic.StorageDecorator {
	return func(config *storagebackend.ConfigForResource, prefix string, key func(runtime.Object) (string, error),
		object, list func() runtime.Object, attributes storage.AttrFunc, triggers storage.IndexerFuncs, indexers *cache.Indexers,
	) (storage.Interface, factory.DestroyFunc, error) {
		store, destroy, err := decorate(config, prefix, key, object, list, attributes, triggers, indexers)
		if err == nil {
			waitFilled(store)
		}
		return store, destroy, err
	}
}

func waitFilled(store storage.Interface) {
	for deadline := time.Now().Add(cacheLimit); store.ReadinessCheck() != nil && time.Now().Before(deadline); {
		time.Sleep(cachePoll)
	}
}
