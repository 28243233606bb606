# syntax=docker/dockerfile:1
# Owner: paved-road
# The judge of analysis.yaml: docker build --file deploy/rollouts/judge.Dockerfile --tag acme-orders-judge:VERSION .
# Its objectives are those of the version it judges, so it is built with each.
FROM node:24-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json ./
# Holds the toolkit, where that was vendored.
COPY .paved-road ./.paved-road
RUN npm ci --omit=optional --ignore-scripts && npm cache clean --force
COPY slo.yaml ./
COPY deploy/rollouts/judge.ts ./deploy/rollouts/
USER node
ENTRYPOINT ["node", "deploy/rollouts/judge.ts"]
