package internal

// +kubebuilder:rbac:groups="",resources=configmaps,verbs=get;list;watch
// +kubebuilder:rbac:groups=example.com,resources=shops,verbs=get;list;watch;update
