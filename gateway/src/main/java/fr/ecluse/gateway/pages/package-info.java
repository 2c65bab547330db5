/**
 * The pages that visitors see: templates, their texts in eight languages, and the choice among them.
 *
 * <p>From facts to HTML, nothing else: no decision is made here and no HTTP exchange is known. A leaf.
 */
@NullMarked
package fr.ecluse.gateway.pages;

import org.jspecify.annotations.NullMarked;
