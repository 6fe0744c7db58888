/** How the API server and messages name things: users, rules, bindings, and what would allow a request. Not API. */
@NullMarked
package dev.kubeuser.rbac.internal;

import org.jspecify.annotations.NullMarked;
