/* Swagger UI on the document of our own API, in the session of its reader: the token of our pages goes with each write. */
"use strict";

(() => {
  const place = document.getElementById("reference");
  const page = document.documentElement;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)").matches;
  page.classList.toggle("dark-mode", page.dataset.theme ? page.dataset.theme === "dark" : prefersDark);

  window.SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    docExpansion: "none",
    filter: true,
    tagsSorter: "alpha",
    persistAuthorization: false,
    validatorUrl: null,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    requestInterceptor: request => {
      const isOurs = new URL(request.url, location.href).origin === location.origin;
      if (isOurs && request.method && request.method.toUpperCase() !== "GET") {
        request.headers["X-CSRFToken"] = place.dataset.csrf;
      }
      return request;
    },
  });
})();
