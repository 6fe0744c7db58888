// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.request;

import dev.kubeuser.base.internal.FieldSelector;
import dev.kubeuser.base.internal.LabelSelector;
import dev.kubeuser.base.internal.Printable;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * A request for an API resource.
 *
 * <p>A real request for a Namespace object, such as {@code GET /api/v1/namespaces/dev}, names it both as
 * {@code namespace} and as {@code name}.
 *
 * @param verb the verb, for example {@code list}
 * @param apiGroup the API group, empty for the core group
 * @param resource the resource in the plural, for example {@code pods}
 * @param subresource the subresource, for example {@code log}; empty for none
 * @param namespace the namespace; empty for all namespaces at once or a resource without namespace
 * @param name the name of the object; empty if the request names none: {@code create}, {@code deletecollection}, and
 *     {@code list} and {@code watch} without a field selector for {@code metadata.name}
 * @param fieldSelector what it selects by fields, without that name; empty for all. RBAC ignores selectors
 * @param labelSelector what it selects by labels; empty for all
 */
@API(status = API.Status.INTERNAL)
public record ResourceAttributes(
        String verb,
        String apiGroup,
        String resource,
        String subresource,
        String namespace,
        String name,
        String fieldSelector,
        String labelSelector)
        implements RequestAttributes {

    private static final String DELETECOLLECTION = "deletecollection";
    private static final Set<String> WITH_SELECTORS = Set.of("list", "watch", DELETECOLLECTION);

    /** Creates one without selectors. */
    public ResourceAttributes(
            String verb, String apiGroup, String resource, String subresource, String namespace, String name) {
        this(verb, apiGroup, resource, subresource, namespace, name, "", "");
    }

    /**
     * {@return a request for a resource in all namespaces}
     *
     * @param verb the verb
     * @param apiGroup the API group, empty for the core group
     * @param resource the resource in the plural, with a subresource as rules write it, for example {@code pods/log}
     */
    public static ResourceAttributes of(String verb, String apiGroup, String resource) {
        return ResourceName.of(apiGroup, resource).request(verb, "");
    }

    /** {@return its resource} */
    @API(status = API.Status.INTERNAL)
    public ResourceName resourceName() {
        return new ResourceName(apiGroup, resource, subresource);
    }

    /** {@return the resource as rules write it, with the subresource after a slash, for example {@code pods/log}} */
    public String resourceInRules() {
        return resourceName().inRules();
    }

    /**
     * {@return whether a rule's entry matches its resource: {@code *} matches everything with its subresources,
     * {@code *}{@code /scale} every such subresource, {@code pods/*} nothing}
     *
     * @param written an entry of {@code resources}
     */
    public boolean isMatchedBy(String written) {
        // Creates no strings, because an evaluator runs nothing more often.
        if (subresource.isEmpty()) {
            return written.equals("*") || written.equals(resource);
        }
        return written.equals("*") || isWritten(written, resource) || isWritten(written, "*");
    }

    private boolean isWritten(String written, String parent) {
        return written.length() == parent.length() + 1 + subresource.length()
                && written.startsWith(parent)
                && written.charAt(parent.length()) == '/'
                && written.endsWith(subresource);
    }

    /**
     * {@return the same request for a subresource}
     *
     * @param subresource for example {@code log}
     */
    public ResourceAttributes subresource(String subresource) {
        return new ResourceAttributes(verb, apiGroup, resource, subresource, namespace, name);
    }

    /**
     * {@return the same request in a namespace}
     *
     * @param namespace the namespace
     */
    public ResourceAttributes in(String namespace) {
        return new ResourceAttributes(
                verb, apiGroup, resource, subresource, namespace, name, fieldSelector, labelSelector);
    }

    /**
     * {@return the same request for one object}
     *
     * @param name the name of the object
     */
    public ResourceAttributes named(String name) {
        return new ResourceAttributes(
                verb, apiGroup, resource, subresource, namespace, name, fieldSelector, labelSelector);
    }

    /** {@return whether requests with its verb may be about no named object, and then have the empty name} */
    public boolean canBeNameless() {
        return canSelect() || (verb.equals("create") && subresource.isEmpty());
    }

    /** {@return whether authorizers are shown the selectors of requests with its verb} */
    public boolean canSelect() {
        return WITH_SELECTORS.contains(verb);
    }

    /**
     * {@return the same request with one more field selector; of a list or watch, that for the name is its name}
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public ResourceAttributes where(String selector) {
        FieldSelector fields = FieldSelector.parse(fieldSelector + "," + selector);
        boolean isNamed = name.isEmpty() && !verb.equals(DELETECOLLECTION);
        return (isNamed ? named(fields.name().orElse("")) : this).selecting(fields, LabelSelector.parse(labelSelector));
    }

    /**
     * {@return the same request with one more label selector}
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public ResourceAttributes labelled(String selector) {
        String all = labelSelector.isEmpty() ? selector : labelSelector + "," + selector;
        return selecting(FieldSelector.parse(fieldSelector), LabelSelector.parse(all));
    }

    /**
     * {@return the same request with these selectors instead}
     *
     * @hidden it takes internal types, at a nested one of which JDK 17's javadoc gives up
     */
    @SuppressWarnings("InvalidBlockTag") // Error Prone does not know javadoc's tag
    public ResourceAttributes selecting(FieldSelector fields, LabelSelector labels) {
        return new ResourceAttributes(
                verb,
                apiGroup,
                resource,
                subresource,
                namespace,
                name,
                (isNamedByField() ? fields.without(name) : fields).toString(),
                labels.toString());
    }

    /** {@return the same request for everything, which is the same for RBAC} */
    public ResourceAttributes selectingAll() {
        return new ResourceAttributes(verb, apiGroup, resource, subresource, namespace, name);
    }

    /** {@return the field selector that is sent: that of a list or watch names the object} */
    public String sentFieldSelector() {
        return isNamedByField() ? FieldSelector.parse(fieldSelector).with(name).toString() : fieldSelector;
    }

    private boolean isNamedByField() {
        return !name.isEmpty() && canSelect();
    }

    /**
     * {@return the same request with another verb}
     *
     * @param verb the verb
     */
    public ResourceAttributes withVerb(String verb) {
        return new ResourceAttributes(
                verb, apiGroup, resource, subresource, namespace, name, fieldSelector, labelSelector);
    }

    /**
     * {@return the objects that it is for, for example {@code deployments.apps/scale "web"} or {@code pods where
     * spec.nodeName=n1 labelled app=web}}
     */
    public String target() {
        return resourceName()
                + (name.isEmpty() ? "" : " \"" + name + "\"")
                + (fieldSelector.isEmpty() ? "" : " where " + fieldSelector)
                + (labelSelector.isEmpty() ? "" : " labelled " + labelSelector);
    }

    /** {@return for example {@code get deployments.apps/scale "web" in dev}} */
    @Override
    public String toString() {
        return Printable.text(verb + " " + target() + (namespace.isEmpty() ? "" : " in " + namespace));
    }
}
