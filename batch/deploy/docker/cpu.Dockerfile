# Every command of `matching` on a machine without a GPU. Build it at the root of the repository:
#   docker build --file batch/deploy/docker/cpu.Dockerfile --tag matching-cpu .
FROM node:20.19.5-bookworm-slim@sha256:9e70124bd00f47dd023e349cd587132ae61892acc0e47ed641416c3e18f401c3 AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:20.19.5-bookworm-slim@sha256:9e70124bd00f47dd023e349cd587132ae61892acc0e47ed641416c3e18f401c3 AS run
# 1001 is also who runs the jobs of GitHub's own runners: both write to the same files there.
RUN groupadd --gid 1001 matching \
  && useradd --uid 1001 --gid 1001 --create-home matching \
  && install --directory --owner=1001 --group=1001 /data
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY package.json deno.json ./
COPY models models
COPY shared shared
COPY supabase supabase
COPY batch batch
ENV NODE_ENV=production
ENV MATCHING_ROOT=/data
USER 1001:1001
ENTRYPOINT ["node", "/app/batch/cli/matching.mjs"]
CMD ["--help"]
