// What controller-gen takes for a marker, and what not. It is package-level wherever an empty line is behind it.
// +kubebuilder:rbac:groups=apps,resources=deployments;statefulsets,verbs=get;list;watch
package internal

// +kubebuilder:rbac:groups=left.out,resources=documentation-of-imports,verbs=get
import "context"

//+kubebuilder:rbac:groups="",resources=configmaps,resourceNames="lock";`log`,verbs={get, update}
// +kubebuilder:rbac:groups=core;batch, resources={pods, jobs} , verbs=delete;

// Reconciler needs access.
// +kubebuilder:rbac:groups=left.out,resources=documentation-of-types,verbs=get
type Reconciler struct {
	// +kubebuilder:rbac:groups=left.out,resources=fields,verbs=get

	Name string
}

// +kubebuilder:rbac:urls=/metrics;/healthz,verbs=get

// +kubebuilder:rbac:groups=left.out,resources=documentation-of-functions,verbs=get
func (r *Reconciler) Reconcile(ctx context.Context) string {
	// +kubebuilder:rbac:groups=left.out,resources=functions,verbs=get

	quote := '\''
	_ = "// +kubebuilder:rbac:groups=left.out,resources=texts,verbs=get" // \"
	_ = quote
	return `
// +kubebuilder:rbac:groups=left.out,resources=raw-texts,verbs=get

`
}

var (
	// +kubebuilder:rbac:groups=left.out,resources=groups-of-variables,verbs=get

	First = 1.
)

/* +kubebuilder:rbac:groups=left.out,resources=blocks,verbs=get */

// +kubebuilder:rabc:groups=left.out,resources=other-markers,verbs=get
// // +kubebuilder:rbac:groups=left.out,resources=twice-commented,verbs=get
// the marker +kubebuilder:rbac:groups=left.out,resources=sentences,verbs=get

// +kubebuilder:rbac:groups=coordination.k8s.io,namespace=system,resources=leases,verbs=create;get;update
// +kubebuilder:rbac:groups=*,resources=*/status,verbs=*
// +kubebuilder:rbac:groups=apps,roleName=reader,resources=replicasets,verbs=get

const Last = `
`

type Set[T any] map[string]T

// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
