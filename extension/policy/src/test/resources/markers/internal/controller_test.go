package internal

// +kubebuilder:rbac:groups=left.out,resources=tests,verbs=get
