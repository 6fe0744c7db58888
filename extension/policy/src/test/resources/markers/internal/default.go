//go:build !special

package internal

// +kubebuilder:rbac:groups=policy,resources=poddisruptionbudgets,verbs=get
