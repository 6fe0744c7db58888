package nested

// +kubebuilder:rbac:groups=networking.k8s.io,resources=ingresses,verbs=list
