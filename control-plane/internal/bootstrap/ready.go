package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
)

// WaitServing returns when the server answers its first request. The listener is open already, so that request waits in the
// kernel's queue and nothing has to be tried again.
func WaitServing(ctx context.Context, client kubernetes.Interface) error {
	return eventually(ctx, "the first request", func(ctx context.Context) error {
		_, err := client.CoreV1().RESTClient().Get().AbsPath("/version").DoRaw(ctx)
		return err
	})
}

// WaitReadyz returns when every check of the server passes.
func WaitReadyz(ctx context.Context, client kubernetes.Interface) error {
	return eventually(ctx, "the checks of /readyz", func(ctx context.Context) error {
		body, err := client.CoreV1().RESTClient().Get().AbsPath("/readyz").Param("verbose", "").DoRaw(ctx)
		if err != nil {
			return fmt.Errorf("%w: %s", err, body)
		}
		return nil
	})
}

// WaitEffective returns when the server's own RBAC authorizer knows every object of the policy, and every aggregated role is
// the sum of what it aggregates. An object that was written is not in force before that: the authorizer reads its informers.
func (p *Policy) WaitEffective(ctx context.Context, authorizer informers.SharedInformerFactory) error {
	return eventually(ctx, "the default policy becoming effective", func(context.Context) error {
		return errors.Join(p.missing(authorizer), notAggregated(authorizer))
	})
}

// WaitServiceAccount returns when the default namespace has its ServiceAccount, as the controllers' informers see it.
func WaitServiceAccount(ctx context.Context, controllers informers.SharedInformerFactory) error {
	return eventually(ctx, "the ServiceAccount of the default namespace", func(context.Context) error {
		_, err := controllers.Core().V1().ServiceAccounts().Lister().ServiceAccounts(metav1.NamespaceDefault).Get("default")
		return err
	})
}

func (p *Policy) missing(authorizer informers.SharedInformerFactory) error {
	rbac := authorizer.Rbac().V1()
	for _, r := range p.ClusterRoles {
		if _, err := rbac.ClusterRoles().Lister().Get(r.Name); err != nil {
			return err
		}
	}
	for _, b := range p.ClusterRoleBindings {
		if _, err := rbac.ClusterRoleBindings().Lister().Get(b.Name); err != nil {
			return err
		}
	}
	for _, r := range p.Roles {
		if _, err := rbac.Roles().Lister().Roles(r.Namespace).Get(r.Name); err != nil {
			return err
		}
	}
	for _, b := range p.RoleBindings {
		if _, err := rbac.RoleBindings().Lister().RoleBindings(b.Namespace).Get(b.Name); err != nil {
			return err
		}
	}
	return nil
}

func notAggregated(authorizer informers.SharedInformerFactory) error {
	roles, err := authorizer.Rbac().V1().ClusterRoles().Lister().List(labels.Everything())
	if err != nil {
		return err
	}
	for _, role := range roles {
		if role.AggregationRule == nil {
			continue
		}
		if err := lacking(role, roles); err != nil {
			return err
		}
	}
	return nil
}

// lacking says which rule an aggregated role does not have yet.
func lacking(aggregated *rbacv1.ClusterRole, roles []*rbacv1.ClusterRole) error {
	for _, term := range aggregated.AggregationRule.ClusterRoleSelectors {
		selector, err := metav1.LabelSelectorAsSelector(&term)
		if err != nil {
			return err
		}
		for _, role := range roles {
			if role.Name != aggregated.Name && selector.Matches(labels.Set(role.Labels)) && !contains(aggregated.Rules, role.Rules) {
				return fmt.Errorf("ClusterRole %s lacks rules of %s", aggregated.Name, role.Name)
			}
		}
	}
	return nil
}

func contains(all, some []rbacv1.PolicyRule) bool {
	return !slices.ContainsFunc(some, func(wanted rbacv1.PolicyRule) bool {
		return !slices.ContainsFunc(all, func(rule rbacv1.PolicyRule) bool { return equality.Semantic.DeepEqual(rule, wanted) })
	})
}
