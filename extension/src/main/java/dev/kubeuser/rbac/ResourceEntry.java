package dev.kubeuser.rbac;

/**
 * One entry of a rule's {@code resources}, compared with a request. Written without making strings, for an evaluator does
 * nothing more often.
 */
final class ResourceEntry {

    private ResourceEntry() {}

    /** {@code *} is everything, subresources too; {@code *}{@code /scale} that subresource of everything; {@code pods/*} nothing. */
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
