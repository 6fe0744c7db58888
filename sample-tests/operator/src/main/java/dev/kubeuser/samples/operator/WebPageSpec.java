// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

/** What its author asks for. */
public class WebPageSpec {

    private String html = "";
    private int replicas = 1;

    public String getHtml() {
        return html;
    }

    public void setHtml(String html) {
        this.html = html;
    }

    public int getReplicas() {
        return replicas;
    }

    public void setReplicas(int replicas) {
        this.replicas = replicas;
    }
}
