// Package bootstrap writes the objects that a new cluster starts with and says when the control plane is ready.
package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	schedulingdefaults "k8s.io/kubernetes/pkg/apis/scheduling/v1"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy"
)

const (
	// writers is how many objects are written at a time; more do not help on two cores.
	writers = 8
	// pause is between two tries of what a server may refuse while it is still starting.
	pause = 5 * time.Millisecond
)

// Policy is what upstream's post-start hooks write after a second of sleep: the default RBAC roles and bindings, and the
// system priority classes.
type Policy struct {
	ClusterRoles        []rbacv1.ClusterRole
	ClusterRoleBindings []rbacv1.ClusterRoleBinding
	Roles               []rbacv1.Role
	RoleBindings        []rbacv1.RoleBinding
	PriorityClasses     []*schedulingv1.PriorityClass
}

// DefaultPolicy is the one of this version of Kubernetes.
func DefaultPolicy() *Policy {
	p := &Policy{
		ClusterRoles:        append(bootstrappolicy.ClusterRoles(), bootstrappolicy.ControllerRoles()...),
		ClusterRoleBindings: append(bootstrappolicy.ClusterRoleBindings(), bootstrappolicy.ControllerRoleBindings()...),
		PriorityClasses:     schedulingdefaults.SystemPriorityClasses(),
	}
	for _, roles := range bootstrappolicy.NamespaceRoles() {
		p.Roles = append(p.Roles, roles...)
	}
	for _, bindings := range bootstrappolicy.NamespaceRoleBindings() {
		p.RoleBindings = append(p.RoleBindings, bindings...)
	}
	return p
}

// write creates one object.
type write struct {
	what   string
	create func(context.Context) error
}

// Write creates all objects of the policy, several at a time. It relies on nothing being there yet but what a controller of
// the server may have made meanwhile: the storage is always new.
func (p *Policy) Write(ctx context.Context, client kubernetes.Interface) error {
	if err := writeAll(ctx, namespaces(client)); err != nil {
		return err
	}
	return writeAll(ctx, p.writes(client))
}

// namespaces are those of the namespaced roles; a controller of the server makes them too, but maybe later.
func namespaces(client kubernetes.Interface) (writes []write) {
	for _, name := range []string{metav1.NamespaceSystem, metav1.NamespacePublic} {
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
		writes = append(writes, newWrite("namespace "+name, namespace, client.CoreV1().Namespaces().Create))
	}
	return writes
}

// writes has the cluster roles first: their aggregation takes the longest until it is done.
func (p *Policy) writes(client kubernetes.Interface) []write {
	var writes []write
	rbac := client.RbacV1()
	for _, r := range p.ClusterRoles {
		writes = append(writes, newWrite("ClusterRole "+r.Name, &r, rbac.ClusterRoles().Create))
	}
	for _, b := range p.ClusterRoleBindings {
		writes = append(writes, newWrite("ClusterRoleBinding "+b.Name, &b, rbac.ClusterRoleBindings().Create))
	}
	for _, r := range p.Roles {
		writes = append(writes, newWrite("Role "+r.Namespace+"/"+r.Name, &r, rbac.Roles(r.Namespace).Create))
	}
	for _, b := range p.RoleBindings {
		writes = append(writes, newWrite("RoleBinding "+b.Namespace+"/"+b.Name, &b, rbac.RoleBindings(b.Namespace).Create))
	}
	for _, c := range p.PriorityClasses {
		writes = append(writes, newWrite("PriorityClass "+c.Name, c, client.SchedulingV1().PriorityClasses().Create))
	}
	return writes
}

func newWrite[T any](what string, object T, create func(context.Context, T, metav1.CreateOptions) (T, error)) write {
	return write{what, func(ctx context.Context) error {
		_, err := create(ctx, object, metav1.CreateOptions{})
		if apierrors.IsAlreadyExists(err) {
			return nil
		}
		return err
	}}
}

func writeAll(ctx context.Context, writes []write) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(writers)
	for _, w := range writes {
		group.Go(func() error { return eventually(ctx, w.what, w.create) })
	}
	return group.Wait()
}

// eventually tries until it works, because a server that has just started refuses some requests for a moment; the last
// refusal is the reason once the time is up. An object that is found invalid stays so.
func eventually(ctx context.Context, what string, try func(context.Context) error) error {
	var last error
	for ctx.Err() == nil {
		err := try(ctx)
		if err == nil {
			return nil
		}
		if apierrors.IsInvalid(err) {
			return fmt.Errorf("unable to write %s: %w", what, err)
		}
		if ctx.Err() == nil {
			last = err
		}
		time.Sleep(pause)
	}
	return fmt.Errorf("unable to finish %s: %w", what, errors.Join(last, context.Cause(ctx)))
}
