package dev.kubeuser.rbac;

/**
 * Matches an entry of a rule's {@code resources} against a request. Creates no strings, because an evaluator runs
 * nothing more often.
 */
final class ResourceEntry {

    private ResourceEntry() {}

    /**
     * {@code *} matches everything with its subresources, {@code *}{@code /scale} every such subresource,
     * {@code pods/*} nothing.
     */
    static boolean matches(String written, ResourceAttributes request) {
        return written.equals("*") || isNamed(written, request) || isSubresourceOfAll(written, request.subresource());
    }

    private static boolean isNamed(String written, ResourceAttributes request) {
        String resource = request.resource();
        String subresource = request.subresource();
        if (subresource.isEmpty()) {
            return written.equals(resource);
        }
        return written.length() == resource.length() + 1 + subresource.length()
                && written.startsWith(resource)
                && written.charAt(resource.length()) == '/'
                && written.endsWith(subresource);
    }

    private static boolean isSubresourceOfAll(String written, String subresource) {
        return !subresource.isEmpty()
                && written.length() == subresource.length() + 2
                && written.startsWith("*/")
                && written.endsWith(subresource);
    }
}
