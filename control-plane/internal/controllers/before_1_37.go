//go:build before_kubernetes_1_37

package controllers

import (
	"context"

	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/disruption"
	"k8s.io/kubernetes/pkg/controller/volume/pvprotection"
)

// runDisruption has one worker, whatever one says.
func runDisruption(d *disruption.DisruptionController) func(context.Context) {
	return d.Run
}

// newVolumeProtection cannot fail yet.
func newVolumeProtection(ctx context.Context, volumes coreinformers.PersistentVolumeInformer, client kubernetes.Interface) (*pvprotection.Controller, error) {
	return pvprotection.NewPVProtectionController(klog.FromContext(ctx), volumes, client), nil
}
