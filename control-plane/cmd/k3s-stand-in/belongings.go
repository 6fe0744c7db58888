package main

import (
	"bytes"
	"context"
	"crypto/sha1"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

//go:embed belongings.yaml
var manifest []byte

const (
	// supervisorUser is k3s's own user in its cluster.
	supervisorUser = "system:k3s-supervisor"
	addon          = "Addon"
	poll           = 100 * time.Millisecond
)

// makeBelongings makes what k3s itself has in its cluster, one object after another while others already use the cluster. It returns
// when all objects are there.
func (k *k3s) makeBelongings(ctx context.Context, server string) error {
	pair, err := k.files.MasterPair(supervisorUser)
	if err != nil {
		return err
	}
	config, err := k.files.ClientConfig(server, pair)
	if err != nil {
		return err
	}
	client, err := dynamic.NewForConfig(rest.AddUserAgent(config, "k3s"))
	if err != nil {
		return fmt.Errorf("unable to make a client for k3s: %w", err)
	}
	objects, err := k.belongings()
	if err != nil {
		return err
	}
	for _, object := range objects {
		if err := sleep(ctx, k.options.timing.pause); err != nil {
			return err
		}
		if err := k.fill(object); err != nil {
			return err
		}
		resource, _ := meta.UnsafeGuessKindToResource(object.GroupVersionKind())
		if err := put(ctx, client.Resource(resource).Namespace(object.GetNamespace()), object); err != nil {
			return fmt.Errorf("unable to make the %s %s of k3s: %w", object.GetKind(), object.GetName(), err)
		}
	}
	return nil
}

// belongings are the objects of the manifest, without disabled addons and what belongs to them. An addon's objects follow it.
func (k *k3s) belongings() (objects []*unstructured.Unstructured, err error) {
	documents := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(manifest), len(manifest))
	owner, disabled := "", false
	for {
		object := &unstructured.Unstructured{}
		if err := documents.Decode(object); errors.Is(err, io.EOF) {
			return objects, nil
		} else if err != nil {
			return nil, fmt.Errorf("unable to read the objects of k3s: %w", err)
		}
		if object.GetKind() == addon {
			owner = object.GetName()
			disabled = slices.Contains(k.options.disabled, owner)
		} else if owner != "" {
			markDeployed(object, owner)
		}
		if !disabled {
			objects = append(objects, object)
		}
	}
}

// markDeployed adds what k3s's deploy controller adds.
func markDeployed(object *unstructured.Unstructured, owner string) {
	hash := sha1.Sum([]byte(owner))
	object.SetLabels(map[string]string{"objectset.rio.cattle.io/hash": hex.EncodeToString(hash[:])})
	object.SetAnnotations(map[string]string{
		"objectset.rio.cattle.io/id":              "",
		"objectset.rio.cattle.io/owner-gvk":       "k3s.cattle.io/v1, Kind=Addon",
		"objectset.rio.cattle.io/owner-name":      owner,
		"objectset.rio.cattle.io/owner-namespace": metav1.NamespaceSystem,
	})
}

func (k *k3s) fill(object *unstructured.Unstructured) error {
	switch object.GetKind() {
	case "ConfigMap":
		return unstructured.SetNestedStringMap(object.Object, map[string]string{"clusterDNS": clusterDNS, "clusterDomain": clusterDomain}, "data")
	case "Secret":
		chain, key, err := k.front.Certificate()
		if err != nil {
			return err
		}
		encode := base64.StdEncoding.EncodeToString
		return unstructured.SetNestedStringMap(object.Object, map[string]string{"tls.crt": encode(chain), "tls.key": encode(key)}, "data")
	}
	return nil
}

// put takes an object over that somebody else made under the same name, as k3s does. It waits for a resource that is not served yet.
func put(ctx context.Context, client dynamic.ResourceInterface, object *unstructured.Unstructured) error {
	for {
		_, err := client.Create(ctx, object, metav1.CreateOptions{})
		switch {
		case apierrors.IsAlreadyExists(err) && object.GetKind() == "ConfigMap":
			return nil // k3s leaves this one as it is
		case apierrors.IsAlreadyExists(err):
			err = replace(ctx, client, object)
		}
		if !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
			return err
		}
		if err := sleep(ctx, poll); err != nil {
			return err
		}
	}
}

func sleep(ctx context.Context, length time.Duration) error {
	select {
	case <-time.After(length):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func replace(ctx context.Context, client dynamic.ResourceInterface, object *unstructured.Unstructured) error {
	there, err := client.Get(ctx, object.GetName(), metav1.GetOptions{})
	if err != nil {
		return err
	}
	object = object.DeepCopy()
	object.SetResourceVersion(there.GetResourceVersion())
	_, err = client.Update(ctx, object, metav1.UpdateOptions{})
	return err
}
