package dev.kubeuser.apply;

/** What is to end for an object of manifests that was not in the cluster before. */
record Use(Target target, SharedObject shared) {}
