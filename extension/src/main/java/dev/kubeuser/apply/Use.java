package dev.kubeuser.apply;

/** A use to be ended, of a manifest's object that was not in the cluster before. */
record Use(Target target, SharedObject shared) {}
