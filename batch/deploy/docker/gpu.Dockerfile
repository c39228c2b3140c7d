# Training on an NVIDIA card. Needs a driver for CUDA 11.8 and the NVIDIA container toolkit on the machine:
#   docker build --file batch/deploy/docker/gpu.Dockerfile --tag matching-gpu .
#   docker run --rm --gpus all matching-gpu doctor
FROM node:20.19.5-bookworm-slim@sha256:9e70124bd00f47dd023e349cd587132ae61892acc0e47ed641416c3e18f401c3 AS build
# The binding comes ready-made; the compiler is for platforms that there is none for.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates g++ make python3 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm install --no-save --omit=dev @tensorflow/tfjs-node-gpu@4.22.0

# libtensorflow 2.9.1 of tfjs-node-gpu is made for CUDA 11 and cuDNN 8. With CUDA 12 it trains on the CPU without a word.
FROM nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04@sha256:85fb7ac694079fff1061a0140fd5b5a641997880e12112d92589c3bbb1e8b7ca AS run
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln --symbolic ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
  && groupadd --gid 1001 matching \
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
# Cards that are newer than CUDA 11.8 have their kernels compiled at the first start: half an hour that is kept here.
ENV CUDA_CACHE_PATH=/data/cache/cuda
ENV CUDA_CACHE_MAXSIZE=4294967296
USER 1001:1001
ENTRYPOINT ["node", "/app/batch/cli/matching.mjs"]
CMD ["--help"]
