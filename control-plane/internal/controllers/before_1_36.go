//go:build before_kubernetes_1_36

package controllers

import (
	"context"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/kubernetes/pkg/controller/job"
)

// newJobs knows no groups of pods yet.
func newJobs(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory) (worker, error) {
	return job.NewController(ctx, own.Core().V1().Pods(), own.Batch().V1().Jobs(), client)
}
