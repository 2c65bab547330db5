package fr.ecluse.gateway.pages;

/**
 * A file to be served.
 *
 * @param bytes shared, not to be written to
 * @param etag with its quotes
 * @param cacheControl the value of {@code Cache-Control}
 */
public record Asset(String contentType, byte[] bytes, String etag, String cacheControl) {}
