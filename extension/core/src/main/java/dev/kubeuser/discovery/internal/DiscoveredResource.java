package dev.kubeuser.discovery.internal;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A resource or subresource, as the server's discovery describes it.
 *
 * @param name group, plural and subresource
 * @param version the version that the server prefers
 * @param objects the kind of its objects, in their own group and version
 * @param isNamespaced whether its objects are namespaced
 * @param verbs the verbs of all versions
 * @param aliases the singular, the kind and the short names
 */
public record DiscoveredResource(
        ResourceName name,
        String version,
        ObjectKind objects,
        boolean isNamespaced,
        Set<String> verbs,
        Set<String> aliases) {

    /** The same with the verbs of another version of it, too. */
    public DiscoveredResource withVerbsOf(DiscoveredResource otherVersion) {
        Set<String> all = new LinkedHashSet<>(verbs);
        all.addAll(otherVersion.verbs);
        return new DiscoveredResource(name, version, objects, isNamespaced, all, aliases);
    }

    public ResourceScope scope() {
        return isNamespaced ? ResourceScope.NAMESPACED : ResourceScope.CLUSTER;
    }

    /** The path of group and version, for example {@code apis/apps/v1}. */
    public String basePath() {
        return name.group().isEmpty() ? "api/" + version : "apis/" + name.group() + "/" + version;
    }
}
