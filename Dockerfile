# syntax=docker/dockerfile:1.7
# One image for every service: docker build --build-arg SERVICE=auth -t ticketing/auth-service:local .
# (WORKSPACE=... instead of SERVICE builds what is no service, such as packages/ses-simulator.)
# RUN lines use relative paths alone: deployment/test/images.test.ts runs the same lines in a folder.
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app

# The workspace and those that it needs, out of all.
FROM base AS sources
ARG SERVICE
ARG WORKSPACE=services/${SERVICE}
COPY package.json package-lock.json .npmrc ./
COPY deployment/image deployment/image
COPY packages packages
COPY services services
COPY platform platform
COPY frontend/server frontend/server
RUN node deployment/image/collect-workspace.ts "${WORKSPACE}" collected

# A layer of its own, made anew only when a manifest changes. Naming the workspace leaves out the root's
# packages, the embedded PostgreSQL among them.
FROM base AS dependencies
ARG SERVICE
ARG WORKSPACE=services/${SERVICE}
COPY --from=sources /app/collected/manifests ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace "${WORKSPACE}"

# Node strips the types when it loads a file, so there is nothing to build.
FROM base AS runtime
ARG SERVICE
ARG WORKSPACE=services/${SERVICE}
ENV NODE_ENV=production
COPY --from=dependencies /app ./
COPY --from=sources /app/collected/files ./
COPY deployment/image/check-health.ts ./
# For a volume: whoever runs the image may write there.
RUN mkdir -m 1777 data
WORKDIR /app/${WORKSPACE}
USER 1000:1000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["node", "/app/check-health.ts"]
# As the workspace's own `npm start`; tracing loads nothing unless DD_TRACE_ENABLED asks for it.
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "--import", "@ticketing/service-kit/tracing", "src/main.ts"]
