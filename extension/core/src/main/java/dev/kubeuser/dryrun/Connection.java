package dev.kubeuser.dryrun;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.ManifestObject;
import java.util.Map;
import java.util.Set;

/**
 * A connection to an object.
 *
 * @param subresource for example {@code exec}
 * @param options as in a URL, for example {@code command=sh&stdin=true}; empty if there are none
 */
record Connection(String subresource, String options) {

    private static final String PROXY = "proxy";

    /** Of others, such as virtual machines, nobody knows what a request does that asks for no protocol. */
    private static final Map<String, Set<String>> POSSIBLE = Map.of(
            "Pod", Set.of("exec", "attach", "portforward", PROXY), "Service", Set.of(PROXY), "Node", Set.of(PROXY));

    static Connection parse(ManifestObject object, String to) {
        int mark = to.indexOf('?');
        Connection connection =
                new Connection(mark < 0 ? to : to.substring(0, mark), mark < 0 ? "" : to.substring(mark + 1));
        boolean isCore = object.apiVersion().equals("v1");
        if (!isCore || !POSSIBLE.getOrDefault(object.kind(), Set.of()).contains(connection.subresource)) {
            throw new IllegalArgumentException("No connection to " + Printable.text(to) + " of " + object
                    + " can be tried: write exec, attach, portforward or proxy of a Pod, or proxy of a Service or a Node;"
                    + " options follow as in exec?command=sh");
        }
        return connection;
    }

    /** A proxy is tried by GET: it would pass on any other request. */
    boolean isProxy() {
        return subresource.equals(PROXY);
    }

    /** For example {@code exec?command=sh}. */
    @Override
    public String toString() {
        return Printable.text(subresource + (options.isEmpty() ? "" : "?" + options));
    }
}
