/** What each subject needs of the policy under test: the smallest roles, and the files of the policy narrowed to them. */
@NullMarked
package dev.kubeuser.leastprivilege.internal;

import org.jspecify.annotations.NullMarked;
