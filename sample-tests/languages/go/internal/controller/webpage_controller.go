/*
Copyright 2026.

Licensed under the Apache License, Version 2.0 (the "License");
you may not use this file except in compliance with the License.
You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software
distributed under the License is distributed on an "AS IS" BASIS,
WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
See the License for the specific language governing permissions and
limitations under the License.
*/

package controller

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	pagesv1 "example.com/webpages/api/v1"
)

const finalizer = "pages.example.com/withdrawn"

// WebPageReconciler reconciles a WebPage object
type WebPageReconciler struct {
	client.Client
	Scheme   *runtime.Scheme
	Recorder events.EventRecorder
}

// +kubebuilder:rbac:groups=pages.example.com,resources=webpages,verbs=get;list;watch;create;update;patch;delete
// +kubebuilder:rbac:groups=pages.example.com,resources=webpages/status,verbs=get;update;patch
// +kubebuilder:rbac:groups=pages.example.com,resources=webpages/finalizers,verbs=update
// +kubebuilder:rbac:groups="",resources=configmaps,verbs=list;watch;create;update;delete
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch

// Reconcile keeps a page in a ConfigMap for the web server, and withdraws it before its WebPage is gone.
func (r *WebPageReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	var page pagesv1.WebPage
	if err := r.Get(ctx, req.NamespacedName, &page); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	served := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: page.Name + "-html", Namespace: page.Namespace}}

	if !page.DeletionTimestamp.IsZero() {
		if err := r.Delete(ctx, served); client.IgnoreNotFound(err) != nil {
			return ctrl.Result{}, err
		}
		if controllerutil.RemoveFinalizer(&page, finalizer) {
			return ctrl.Result{}, client.IgnoreNotFound(r.Update(ctx, &page))
		}
		return ctrl.Result{}, nil
	}
	if controllerutil.AddFinalizer(&page, finalizer) {
		if err := r.Update(ctx, &page); err != nil {
			return ctrl.Result{}, err
		}
	}

	result, err := controllerutil.CreateOrUpdate(ctx, r.Client, served, func() error {
		served.Data = map[string]string{"index.html": page.Spec.HTML}
		return controllerutil.SetControllerReference(&page, served, r.Scheme)
	})
	if err != nil {
		return ctrl.Result{}, err
	}
	if result != controllerutil.OperationResultNone {
		r.Recorder.Eventf(&page, served, corev1.EventTypeNormal, "Served", "Serve", "the page is %s", result)
	}
	condition := metav1.Condition{
		Type: "Available", Status: metav1.ConditionTrue, Reason: "Served", ObservedGeneration: page.Generation,
	}
	if meta.SetStatusCondition(&page.Status.Conditions, condition) {
		return ctrl.Result{}, r.Status().Update(ctx, &page)
	}
	return ctrl.Result{}, nil
}

// SetupWithManager sets up the controller with the Manager.
func (r *WebPageReconciler) SetupWithManager(mgr ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(mgr).
		For(&pagesv1.WebPage{}).
		Owns(&corev1.ConfigMap{}).
		Named("webpage").
		Complete(r)
}
