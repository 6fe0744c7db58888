// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

/** What the operator has done about it. */
public class WebPageStatus {

    private long observedGeneration;
    private int readyReplicas;

    public long getObservedGeneration() {
        return observedGeneration;
    }

    public void setObservedGeneration(long observedGeneration) {
        this.observedGeneration = observedGeneration;
    }

    public int getReadyReplicas() {
        return readyReplicas;
    }

    public void setReadyReplicas(int readyReplicas) {
        this.readyReplicas = readyReplicas;
    }
}
